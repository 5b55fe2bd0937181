// The middle of some values.
#pragma once

#include <vector>

namespace tandem {

/// The median; of an even number of values the mean of the two in the middle; NaN where one of them
/// is. There is at least one.
double median_of(std::vector<double> values);

}  // namespace tandem
