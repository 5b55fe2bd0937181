// What this process may use of the machine.
#pragma once

#include <cstdint>

namespace tandem {

/// Cores that this process may use: hardware threads of one core count once, and a limit set for
/// the control group counts.
int64_t count_cores();

}  // namespace tandem
