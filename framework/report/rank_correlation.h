// Whether two measures put the same things in the same order.
#pragma once

#include <optional>
#include <vector>

namespace tandem {

/// Spearman's rank correlation of pairs (first[i], second[i]), equal values sharing their ranks;
/// nothing below three pairs, or where all of a side are equal. (Spearman, "The proof and
/// measurement of association between two things", 1904.)
std::optional<double> rank_correlation(const std::vector<double>& first,
                                       const std::vector<double>& second);

}  // namespace tandem
