// How long something may take.
#pragma once

#include <chrono>

namespace tandem {

/// A patience without an end; the largest duration would overflow when it is compared with a finer
/// one.
constexpr std::chrono::hours kForEver{24 * 3650};

}  // namespace tandem
