#include "framework/sweep/parzen_estimator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tandem {
namespace {

// So many of the newest observations count fully, those before the less the older they are.
constexpr size_t kFullyCounted = 25;

std::vector<double> observation_weights(size_t count) {
  std::vector<double> weights(count + 1, 1.0);
  if (count > kFullyCounted) {
    const size_t num_older = count - kFullyCounted;
    // In even steps from 1 / count, the weight of the oldest, up to 1.
    const double first = 1 / static_cast<double>(count);
    for (size_t i = 0; i < num_older; ++i) {
      const double share =
          num_older > 1 ? static_cast<double>(i) / static_cast<double>(num_older - 1) : 0;
      weights[i] = first + share * (1 - first);
    }
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

bool is_categorical(const Distribution& distribution) {
  return distribution.kind == Distribution::Kind::kCategorical;
}

/// log(sum(exp(terms))).
double log_sum(std::span<const double> terms) {
  const double largest = *std::ranges::max_element(terms);
  double sum = 0;
  for (const double term : terms) {
    // What is beyond a double beside the largest one is left out: most kernels are far away.
    if (term - largest > -50) sum += std::exp(term - largest);
  }
  return largest + std::log(sum);
}

}  // namespace

ParzenEstimator::ParzenEstimator(std::span<const Distribution> distributions,
                                 const std::vector<std::vector<double>>& observations)
    : weights_(observation_weights(observations.empty() ? 0 : observations.front().size())) {
  for (size_t i = 0; i < distributions.size(); ++i) {
    if (is_categorical(distributions[i])) {
      kernels_.emplace_back(CategoricalKernels(distributions[i], observations[i]));
    } else {
      kernels_.emplace_back(NumericKernels(distributions[i], observations[i]));
    }
  }
}

std::vector<std::vector<double>> ParzenEstimator::draw(size_t count, RandomStream& random) const {
  std::vector<double> cumulative(weights_.size());
  std::partial_sum(weights_.begin(), weights_.end(), cumulative.begin());
  std::vector<size_t> chosen(count);
  for (size_t& kernel : chosen) {
    const double share = random.uniform() * cumulative.back();
    // A share that rounding brings up to the sum is of the last kernel.
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end() - 1, share);
    kernel = static_cast<size_t>(found - cumulative.begin());
  }
  std::vector<std::vector<double>> points(kernels_.size(), std::vector<double>(count));
  const auto draw_all = [&](size_t parameter, const auto& kernels) {
    for (size_t i = 0; i < count; ++i) {
      points[parameter][i] = kernels.draw(chosen[i], random.uniform());
    }
  };
  // In Optuna's order of drawing: categorical parameters before the others.
  for (size_t i = 0; i < kernels_.size(); ++i) {
    if (const auto* kernels = std::get_if<CategoricalKernels>(&kernels_[i])) draw_all(i, *kernels);
  }
  for (size_t i = 0; i < kernels_.size(); ++i) {
    if (const auto* kernels = std::get_if<NumericKernels>(&kernels_[i])) draw_all(i, *kernels);
  }
  return points;
}

double ParzenEstimator::log_density(const std::vector<std::vector<double>>& points, size_t point,
                                    std::vector<double>& sums) const {
  for (size_t i = 0; i < kernels_.size(); ++i) {
    std::visit([&](const auto& kernels) { kernels.add_log_densities(points[i][point], sums); },
               kernels_[i]);
  }
  return log_sum(sums);
}

std::vector<double> ParzenEstimator::log_densities(
    const std::vector<std::vector<double>>& points) const {
  std::vector<double> log_weights;
  for (const double weight : weights_) log_weights.push_back(std::log(weight));
  std::vector<double> densities(points.empty() ? 0 : points.front().size());
  std::vector<double> sums;
  for (size_t point = 0; point < densities.size(); ++point) {
    sums = log_weights;
    densities[point] = log_density(points, point, sums);
  }
  return densities;
}

}  // namespace tandem
