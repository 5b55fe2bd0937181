#include "framework/sweep/importance.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

#include "framework/sweep/search_scale.h"
#include "framework/sweep/truncated_normal.h"

namespace tandem {
namespace {

constexpr double kBestShare = 0.1;
constexpr int64_t kMostPoints = 50;
// So that nine tenths of the narrowest kernel lie within its point of the grid.
constexpr double kLeastWidth = 0.5 / 1.64;

/// A complete trial; smaller losses are better.
struct Result {
  const Assignment* parameters = nullptr;
  double loss = 0;
  bool is_best = false;
};

/// Up to which loss results are among the best tenth; there are some.
double largest_best_loss(const std::vector<Result>& results) {
  std::vector<double> losses(results.size());
  std::ranges::transform(results, losses.begin(), &Result::loss);
  std::ranges::sort(losses);
  const double count = std::ceil(kBestShare * static_cast<double>(losses.size()));
  return losses[static_cast<size_t>(count) - 1];
}

std::vector<Result> finite_results(const std::vector<Trial>& trials, bool is_minimized) {
  std::vector<Result> results;
  for (const Trial& trial : trials) {
    if (trial.state != TrialState::kComplete || !trial.value || !std::isfinite(*trial.value)) {
      continue;
    }
    results.push_back({&trial.parameters, loss_of(*trial.value, is_minimized)});
  }
  if (results.empty()) return results;
  // All that are as good as the last one of these, too.
  const double last = largest_best_loss(results);
  for (Result& result : results) result.is_best = result.loss <= last;
  return results;
}

int64_t num_points(const Distribution& distribution) {
  const double extent = distribution.high - distribution.low;
  int64_t count = kMostPoints;
  if (distribution.kind == Distribution::Kind::kInteger && distribution.is_log) {
    // Whole numbers lie ever closer on this scale: a point for each doubling.
    count = std::llround(std::ceil(std::log(extent + 1) / std::numbers::ln2)) + 1;
  } else if (distribution.step != 0) {
    count = std::llround(extent / distribution.step) + 1;
  }
  return std::min(count, kMostPoints);
}

/// How many of the values lie at each point of the grid: choices, or equal steps of the scale.
std::vector<double> counts_on_grid(const Distribution& distribution,
                                   const std::vector<double>& values) {
  if (distribution.kind == Distribution::Kind::kCategorical) {
    std::vector<double> counts(distribution.choices.size());
    for (const double value : values) ++counts.at(static_cast<size_t>(value));
    return counts;
  }
  std::vector<double> counts(static_cast<size_t>(num_points(distribution)));
  const double low = to_scale(distribution, distribution.low);
  const auto last = static_cast<double>(counts.size() - 1);
  const double step = (to_scale(distribution, distribution.high) - low) / last;
  for (const double value : values) {
    // The nearest point, of two equally near ones the lower.
    const double place = std::ceil((to_scale(distribution, value) - low) / step - 0.5);
    ++counts[static_cast<size_t>(std::clamp(place, 0.0, last))];
  }
  return counts;
}

/// The first point up to which at least (`is_above`: more than) so many values lie.
double point_at(const std::vector<double>& counts, double rank, bool is_above) {
  double sum = 0;
  double found = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    found = static_cast<double>(i);
    sum += counts[i];
    if (is_above ? sum > rank : sum >= rank) break;
  }
  return found;
}

/// Scott's rule ("Multivariate Density Estimation", 1992), in points of the grid.
double kernel_width(const std::vector<double>& counts, double sum) {
  double mean = 0;
  for (size_t i = 0; i < counts.size(); ++i) mean += counts[i] * static_cast<double>(i) / sum;
  double squares = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    squares += counts[i] * std::pow(static_cast<double>(i) - mean, 2);
  }
  const double deviation = std::sqrt(squares / std::max(1.0, sum - 1));
  const double quartiles = point_at(counts, std::floor(sum * 3 / 4), true) -
                           point_at(counts, std::floor(sum / 4), false);
  // 1.059 is (4/3)^(1/5); quartiles of a normal distribution are 1.34 deviations apart.
  return std::max(kLeastWidth, 1.059 * std::min(quartiles / 1.34, deviation) * std::pow(sum, -0.2));
}

/// The probability of each of `size` points under a normal kernel cut off half a step beyond them.
std::vector<double> kernel_on_grid(double center, double width, size_t size) {
  const double whole =
      log_normal_mass((-0.5 - center) / width, (static_cast<double>(size) - 0.5 - center) / width);
  std::vector<double> probabilities;
  for (size_t i = 0; i < size; ++i) {
    const double away = static_cast<double>(i) - center;
    probabilities.push_back(
        std::exp(log_normal_mass((away - 0.5) / width, (away + 0.5) / width) - whole));
  }
  return probabilities;
}

/// A kernel around each of the values, and one over everything.
std::vector<double> density_on_grid(const Distribution& distribution,
                                    const std::vector<double>& values) {
  const std::vector<double> counts = counts_on_grid(distribution, values);
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto size = static_cast<double>(counts.size());
  std::vector<double> density(counts.size());
  const auto add = [&](const std::vector<double>& kernel, double weight) {
    for (size_t i = 0; i < density.size(); ++i) density[i] += weight / (sum + 1) * kernel[i];
  };
  const bool is_categorical = distribution.kind == Distribution::Kind::kCategorical;
  const double width = is_categorical ? 0 : kernel_width(counts, sum);
  // A choice keeps the less for the others, the more different choices were seen.
  const auto num_seen =
      static_cast<double>(counts.size()) - static_cast<double>(std::ranges::count(counts, 0.0));
  const double other = 1 / (num_seen + 1 + size);
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    std::vector<double> kernel(counts.size(), other);
    kernel[i] = (num_seen + 2) * other;
    add(is_categorical ? kernel : kernel_on_grid(static_cast<double>(i), width, counts.size()),
        counts[i]);
  }
  add(is_categorical ? std::vector<double>(counts.size(), 1 / size)
                     : kernel_on_grid((size - 1) / 2, size, counts.size()),
      1);
  return density;
}

double pearson_divergence(const std::vector<double>& best, const std::vector<double>& all) {
  // Added to both densities, so that their quotient is 1 where no trial is near.
  constexpr double kNever = 1e-12;
  double sum = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    const double density = all[i] + kNever;
    sum += density * std::pow((best[i] + kNever) / density - 1, 2);
  }
  return sum;
}

double importance_of(const Parameter& parameter, const std::vector<Result>& results) {
  std::vector<double> all;
  std::vector<double> best;
  double num_best = 0;
  for (const Result& result : results) {
    num_best += result.is_best ? 1 : 0;
    const auto found = result.parameters->find(parameter.name);
    // A trial of another program may have what this space has not.
    if (found == result.parameters->end() || !contains(parameter.distribution, found->second)) {
      continue;
    }
    all.push_back(found->second);
    if (result.is_best) best.push_back(found->second);
  }
  if (is_single(parameter.distribution) || best.empty() || all.size() < 2) return 0;
  const double share_of_best = static_cast<double>(best.size()) / num_best;
  const double share_of_all = static_cast<double>(all.size()) / static_cast<double>(results.size());
  // Of a parameter that every trial has both shares are 1.
  return share_of_best * share_of_best / share_of_all *
         pearson_divergence(density_on_grid(parameter.distribution, best),
                            density_on_grid(parameter.distribution, all));
}

}  // namespace

std::map<std::string, double> parameter_importances(const SearchSpace& space,
                                                    const std::vector<Trial>& trials,
                                                    bool is_minimized) {
  const std::vector<Result> results = finite_results(trials, is_minimized);
  std::map<std::string, double> importances;
  double sum = 0;
  for (const Parameter& parameter : space.parameters) {
    const bool is_there = std::ranges::any_of(trials, [&](const Trial& trial) {
      return trial.state == TrialState::kComplete && trial.parameters.contains(parameter.name);
    });
    if (!is_there) continue;
    sum += importances[parameter.name] = results.size() > 1 ? importance_of(parameter, results) : 0;
  }
  for (auto& [name, importance] : importances) {
    importance = sum == 0 ? 1 / static_cast<double>(importances.size()) : importance / sum;
  }
  return importances;
}

bool have_different_results(const std::vector<Trial>& trials) {
  const std::vector<Result> results = finite_results(trials, /*is_minimized=*/true);
  return std::ranges::any_of(
      results, [&](const Result& result) { return result.loss != results.front().loss; });
}

}  // namespace tandem
