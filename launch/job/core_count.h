// What this process may use of the machine.
#pragma once

#include <cstdint>
#include <vector>

namespace tandem {

/// Cores that this process may use: hardware threads of one core count once, and a limit set for
/// the control group counts.
int64_t count_cores();

/// The first hardware thread of each core that this process may run on.
std::vector<int> own_cores();

}  // namespace tandem
