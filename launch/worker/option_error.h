// Errors of the framework as errors of the options of a command.
#pragma once

#include "framework/core/error.h"

namespace tandem {

/// What `read` returns; a ConfigError of it becomes a UsageError at this option.
template <class Read>
auto as_option(const char* option, const Read& read) {
  try {
    return read();
  } catch (const ConfigError& error) {
    Problem problem = error.problem();
    problem.where = option;
    throw UsageError(problem);
  }
}

}  // namespace tandem
