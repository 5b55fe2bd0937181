// Whether a sweep is wrong as a whole: its first trials all fail, and for the same reason.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/sweep/study.h"

namespace tandem {

/// A mistake in the file of a sweep shows in every trial.
struct CommonFailure {
  int64_t trial = 0;  // the first that failed so
  int64_t seed = 0;   // whose run did
  std::string cause;  // in its words
};

/// Nothing where a trial has come to a value or to another end, and before three have failed alike:
/// with the same words, but for numbers.
std::optional<CommonFailure> common_failure(const Study& study);

}  // namespace tandem
