// Statistics of few runs: what may be said of three or five seeds, and no more.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace tandem {

/// The score of a run that diverged: worse than any other, equal to its like.
inline constexpr double kWorstScore = std::numeric_limits<double>::infinity();

/// Mean of some values; nothing for none, or where one is not finite.
std::optional<double> mean_of(const std::vector<double>& values);

/// Half the width of the interval of Student's t that covers the mean of what the values were drawn
/// from with a probability of 95 %; nothing below two values, or where one is not finite.
std::optional<double> half_width_of(const std::vector<double>& values);

/// Mean without the ⌊n/4⌋ least and the ⌊n/4⌋ greatest values, the mean below four; nothing for
/// none, or where one that is left is not finite. (Agarwal and others, "Deep reinforcement learning
/// at the edge of the statistical precipice", 2021.)
std::optional<double> interquartile_mean(std::vector<double> values);

/// The probability that a run of `first` is better than one of `second`, both scores of which lower
/// ones are better: (wins + ties / 2) / (n m). Neither is empty.
double probability_of_improvement(const std::vector<double>& first,
                                  const std::vector<double>& second);

/// The probability of each rank of each group, [group][rank], rank 0 being the best: groups are
/// ranked by the mean score, lower ones being better, of runs drawn from each with replacement,
/// 50,000 times; groups whose means are equal but for rounding share their ranks. The same for the
/// same scores everywhere. No group is empty.
std::vector<std::vector<double>> rank_probabilities(const std::vector<std::vector<double>>& scores);

/// Below this many runs resampling understates how uncertain ranks are.
inline constexpr size_t kFewestForRanks = 5;

/// Mean ranks over the data sets, one per method; scores[data set][method], lower ones being
/// better, equal ones sharing their ranks, which begin at 1.
std::vector<double> mean_ranks(const std::vector<std::vector<double>>& scores);

/// The least difference of mean ranks over data sets that is significant at 5 % after Nemenyi
/// (Demšar, "Statistical comparisons of classifiers over multiple data sets", 2006); nothing below
/// five data sets, where almost nothing would be, or for other than 2 to 6 methods.
std::optional<double> critical_difference(int64_t num_methods, int64_t num_data_sets);

}  // namespace tandem
