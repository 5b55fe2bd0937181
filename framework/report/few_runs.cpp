#include "framework/report/few_runs.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "framework/core/seed.h"

namespace tandem {
namespace {

constexpr double kConfidence = 0.95;
constexpr int64_t kNumDraws = 50000;
constexpr uint64_t kRankStream = 0x72616e6b;  // "rank": its own among those of evaluations

/// Whether scores are equal but for the rounding of sums. Infinite ones equal each other: runs that
/// diverged share their ranks.
bool is_tie(double first, double second) {
  constexpr double kRounding = 8 * std::numeric_limits<double>::epsilon();
  const double least = std::min(std::abs(first), std::abs(second));
  return first == second || std::abs(first - second) <= kRounding * least;
}

/// Calls `take(members, first, end)` for the scores that are equal, the least ones first: they
/// share the ranks from `first` to before `end`, of which the least is 0.
template <class Take>
void for_each_tie(const std::vector<double>& scores, const Take& take) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return scores[i]; });
  for (size_t first = 0; first < order.size();) {
    size_t end = first + 1;
    while (end < order.size() && is_tie(scores[order[first]], scores[order[end]])) ++end;
    take(std::span(order).subspan(first, end - first), first, end);
    first = end;
  }
}

/// Adds `weight` at the ranks of the scores; equal ones share.
void add_ranks(const std::vector<double>& scores, double weight,
               std::vector<std::vector<double>>& sums) {
  for_each_tie(scores, [&](std::span<const size_t> members, size_t first, size_t end) {
    const double share = weight / static_cast<double>(end - first);
    for (const size_t member : members) {
      for (size_t rank = first; rank < end; ++rank) sums[member][rank] += share;
    }
  });
}

std::vector<std::vector<double>> zeros(size_t size) {
  return std::vector<std::vector<double>>(size, std::vector<double>(size, 0.0));
}

}  // namespace

std::optional<double> mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  const double mean = sum / static_cast<double>(values.size());
  if (!std::isfinite(mean)) return std::nullopt;
  // Rounding must not lead out of the values: equal ones have themselves as their mean.
  return std::clamp(mean, std::ranges::min(values), std::ranges::max(values));
}

std::optional<double> half_width_of(const std::vector<double>& values) {
  const std::optional<double> mean = mean_of(values);
  if (!mean || values.size() < 2) return std::nullopt;
  double squares = 0;
  for (const double value : values) squares += (value - *mean) * (value - *mean);
  const auto count = static_cast<double>(values.size());
  const boost::math::students_t_distribution<double> law(count - 1);
  // Of what is left out one half lies above, one below.
  const double quantile = boost::math::quantile(law, (1 + kConfidence) / 2);
  return quantile * std::sqrt(squares / (count - 1) / count);
}

std::optional<double> interquartile_mean(std::vector<double> values) {
  std::ranges::sort(values);
  const auto trimmed = static_cast<std::ptrdiff_t>(values.size() / 4);
  return mean_of({values.begin() + trimmed, values.end() - trimmed});
}

double probability_of_improvement(const std::vector<double>& first,
                                  const std::vector<double>& second) {
  double wins = 0;
  for (const double one : first) {
    for (const double other : second) wins += one < other ? 1.0 : one == other ? 0.5 : 0.0;
  }
  return wins / static_cast<double>(first.size() * second.size());
}

std::vector<std::vector<double>> rank_probabilities(
    const std::vector<std::vector<double>>& scores) {
  auto probabilities = zeros(scores.size());
  std::vector<double> means(scores.size());
  // Of single runs every draw is the same.
  const bool is_certain = std::ranges::all_of(scores, [](auto& runs) { return runs.size() == 1; });
  const int64_t num_draws = is_certain ? 1 : kNumDraws;
  for (int64_t draw = 0; draw < num_draws; ++draw) {
    for (size_t group = 0; group < scores.size(); ++group) {
      // A stream for each: the draws of a group do not depend on how many runs the others have.
      RandomSequence random(mix_seed(Stream::kEvaluation, kRankStream, draw, group));
      const std::vector<double>& runs = scores[group];
      double sum = 0;
      for (size_t i = 0; i < runs.size(); ++i) sum += runs[random.below(runs.size())];
      means[group] = sum / static_cast<double>(runs.size());
    }
    add_ranks(means, 1.0, probabilities);
  }
  for (auto& ranks : probabilities) {
    for (double& probability : ranks) probability /= static_cast<double>(num_draws);
  }
  return probabilities;
}

std::vector<double> mean_ranks(const std::vector<std::vector<double>>& scores) {
  std::vector<double> means(scores.front().size());
  for (const auto& data_set : scores) {
    for_each_tie(data_set, [&](std::span<const size_t> members, size_t first, size_t end) {
      // From 1; the mean of those that they share.
      for (const size_t member : members) means[member] += static_cast<double>(first + 1 + end) / 2;
    });
  }
  for (double& mean : means) mean /= static_cast<double>(scores.size());
  return means;
}

std::optional<double> critical_difference(int64_t num_methods, int64_t num_data_sets) {
  constexpr int64_t kFewestDataSets = 5;
  // Quantiles of the studentised range at 5 %, divided by √2, for two methods and more.
  constexpr std::array kQuantiles = {1.960, 2.344, 2.569, 2.728, 2.850};
  const int64_t index = num_methods - 2;
  if (num_data_sets < kFewestDataSets || index < 0 ||
      index >= static_cast<int64_t>(kQuantiles.size())) {
    return std::nullopt;
  }
  const auto methods = static_cast<double>(num_methods);
  return kQuantiles[static_cast<size_t>(index)] *
         std::sqrt(methods * (methods + 1) / (6 * static_cast<double>(num_data_sets)));
}

}  // namespace tandem
