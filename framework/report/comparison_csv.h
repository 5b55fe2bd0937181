// A comparison for programs.
#pragma once

#include <string>

#include "framework/report/comparison.h"

namespace tandem {

/// One line per value, stamp and run: what was measured, and what is said of its group. Numbers
/// read back exactly; what there is not is empty. Seconds and images have a column for each device
/// and network: "run_seconds_core".
std::string to_csv(const Comparison& comparison);

}  // namespace tandem
