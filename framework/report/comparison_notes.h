// What must be known to read a comparison right.
#pragma once

#include <string>
#include <vector>

#include "framework/report/comparison.h"

namespace tandem {

/// Of a table: values that are missing and why, few seeds, unequal steps, a best checkpoint that
/// was chosen on the data that it is measured on.
std::vector<std::string> notes_on(const ComparisonTable& table, const Comparison& comparison);

/// Of all runs: repeated seeds, runs that diverged or have not ended as planned, runs of which
/// nothing was measured.
std::vector<std::string> notes_on(const Comparison& comparison);

}  // namespace tandem
