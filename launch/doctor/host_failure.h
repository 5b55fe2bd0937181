// Why a host did not answer, and what to do about it, from what was said instead.
#pragma once

#include <optional>
#include <string>

#include "launch/job/child_process.h"

namespace tandem {

struct HostFailure {
  std::string what;  // one line, with the last words that were said
  std::string advice;
};

/// `output` of the call of a host, how it ended, or nothing where it still went on when the time
/// was over.
HostFailure explain_failure(const std::string& host, const std::string& output,
                            const std::optional<ProcessEnd>& end);

}  // namespace tandem
