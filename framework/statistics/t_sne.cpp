#include "framework/statistics/t_sne.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "framework/core/error.h"

namespace tandem {
namespace {

// A table of N² float64 then takes 200 MB.
constexpr int64_t kMostRows = 5000;
constexpr int kMaxBisections = 200;
constexpr double kEntropyTolerance = 1e-12;
// Keeps logarithms finite, as in scikit-learn.
constexpr double kLeastProbability = std::numeric_limits<double>::epsilon();

constexpr int kNumSteps = 1000;
constexpr int kExaggeratedSteps = 250;
constexpr double kExaggeration = 12.0;
constexpr double kStartDeviation = 1e-4;

/// Turns squared distances of one row (n) into probabilities whose entropy is `wanted`; the row
/// itself, `self`, has none.
void to_probabilities(double* row, int64_t num_rows, int64_t self, double wanted) {
  // Distances count from the nearest row on: the sum of the weights is then 1 at least.
  double nearest = std::numeric_limits<double>::infinity();
  for (int64_t j = 0; j < num_rows; ++j) {
    if (j != self) nearest = std::min(nearest, row[j]);
  }
  std::vector<double> weights(static_cast<size_t>(num_rows));
  double precision = 1.0, least = 0.0, largest = std::numeric_limits<double>::infinity();
  double sum = 0.0;
  for (int trial = 0; trial < kMaxBisections; ++trial) {
    sum = 0.0;
    double distance = 0.0;
    for (int64_t j = 0; j < num_rows; ++j) {
      const double weight = j == self ? 0.0 : std::exp(-precision * (row[j] - nearest));
      weights[static_cast<size_t>(j)] = weight;
      sum += weight;
      distance += weight * (row[j] - nearest);
    }
    // The entropy of w / Σw with w = exp(−βd) is ln Σw + β Σwd / Σw.
    const double surplus = std::log(sum) + precision * distance / sum - wanted;
    if (std::abs(surplus) <= kEntropyTolerance) break;
    // Entropy falls as precision grows, which doubles until it is known to be too large.
    (surplus > 0 ? least : largest) = precision;
    precision = std::isinf(largest) ? 2 * precision : (least + largest) / 2;
  }
  for (int64_t j = 0; j < num_rows; ++j) row[j] = weights[static_cast<size_t>(j)] / sum;
}

double perplexity_of(int64_t num_rows) {
  return std::min(30.0, static_cast<double>(num_rows - 1) / 3);
}

/// How one position is pulled by its neighbours and pushed by all.
struct Forces {
  double pull[2] = {0.0, 0.0};
  double push[2] = {0.0, 0.0};
  double closeness = 0.0;  // Σ 1 / (1 + distance²)
};

Forces forces_on(const double* position, const double* probabilities, const at::Tensor& all) {
  const auto* others = all.const_data_ptr<double>();
  Forces forces;
  for (int64_t j = 0; j < all.size(0); ++j) {
    const double x = position[0] - others[2 * j];
    const double y = position[1] - others[2 * j + 1];
    const double closeness = 1 / (1 + x * x + y * y);
    const double pull = probabilities[j] * closeness;
    const double push = closeness * closeness;
    forces.pull[0] += pull * x;
    forces.pull[1] += pull * y;
    forces.push[0] += push * x;
    forces.push[1] += push * y;
    forces.closeness += closeness;
  }
  forces.closeness -= 1;  // its own
  return forces;
}

/// Velocities that grow where the direction stays and shrink where it turns (Jacobs, "Increased
/// rates of convergence through learning rate adaptation", 1988).
class Descent {
 public:
  /// At the rate that scikit-learn calls "auto".
  explicit Descent(const at::Tensor& start)
      : rate_(std::max(static_cast<double>(start.size(0)) / kExaggeration / 4, 50.0)),
        velocity_(at::zeros_like(start)),
        gains_(at::ones_like(start)) {}

  at::Tensor step(const at::Tensor& gradient, double momentum) {
    // Steps lead against the gradient: equal signs mean that the direction has turned.
    const at::Tensor goes_on = velocity_ * gradient < 0;
    gains_ = at::where(goes_on, gains_ + 0.2, gains_ * 0.8).clamp_min(0.01);
    velocity_ = momentum * velocity_ - rate_ * gains_ * gradient;
    return velocity_;
  }

 private:
  double rate_;
  at::Tensor velocity_;
  at::Tensor gains_;
};

}  // namespace

at::Tensor neighbour_probabilities(const at::Tensor& rows, double perplexity) {
  const int64_t num_rows = rows.size(0);
  if (num_rows > kMostRows) {
    throw DataError({.what = "too many rows for an exact map of neighbours",
                     .expected = "at most " + std::to_string(kMostRows),
                     .got = std::to_string(num_rows)});
  }
  const at::Tensor values = rows.to(at::kCPU, at::kDouble).contiguous();
  // Differences, not a matrix product: equal rows have distance 0.
  at::Tensor table = at::cdist(values, values, 2.0, /*compute_mode=*/2).square();
  auto* data = table.data_ptr<double>();
  for (int64_t row = 0; row < num_rows; ++row) {
    to_probabilities(data + row * num_rows, num_rows, row, std::log(perplexity));
  }
  // p(j | i) + p(i | j): a row far from all others is still pulled by some.
  table = table + table.t();
  return (table / table.sum()).clamp_min(kLeastProbability).fill_diagonal_(0);
}

at::Tensor map_gradient(const at::Tensor& probabilities, const at::Tensor& positions,
                        double exaggeration) {
  const at::Tensor places = positions.contiguous();
  const int64_t num_rows = places.size(0);
  const auto* probability = probabilities.const_data_ptr<double>();
  // 4 Σ (p − q)(yᵢ − yⱼ) / (1 + d²), where q is normalised over all pairs: known at the end only.
  std::vector<Forces> forces;
  double closeness = 0.0;
  for (int64_t i = 0; i < num_rows; ++i) {
    const double* position = places.const_data_ptr<double>() + 2 * i;
    forces.push_back(forces_on(position, probability + i * num_rows, places));
    closeness += forces.back().closeness;
  }
  at::Tensor gradient = at::empty_like(places);
  auto* out = gradient.data_ptr<double>();
  for (const Forces& of_row : forces) {
    for (const int axis : {0, 1}) {
      *out++ = 4 * (exaggeration * of_row.pull[axis] - of_row.push[axis] / closeness);
    }
  }
  return gradient;
}

double map_divergence(const at::Tensor& probabilities, const at::Tensor& positions) {
  const at::Tensor distances = at::cdist(positions, positions, 2.0, /*compute_mode=*/2).square();
  at::Tensor closeness = 1 / (1 + distances);
  closeness.fill_diagonal_(0);
  const at::Tensor on_map = (closeness / closeness.sum()).clamp_min(kLeastProbability);
  return (at::xlogy(probabilities, probabilities) - at::xlogy(probabilities, on_map))
      .sum()
      .item<double>();
}

at::Tensor t_sne(const at::Tensor& rows, const at::Tensor& start) {
  const at::Tensor probabilities = neighbour_probabilities(rows, perplexity_of(rows.size(0)));
  at::Tensor positions = start.to(at::kCPU, at::kDouble);
  const at::Tensor deviation = positions.select(1, 0).std(/*unbiased=*/false);
  // Equal rows stay in one place.
  positions = positions / deviation.clamp_min(kLeastProbability) * kStartDeviation;
  Descent descent(positions);
  for (int step = 0; step < kNumSteps; ++step) {
    const bool is_early = step < kExaggeratedSteps;
    const at::Tensor gradient =
        map_gradient(probabilities, positions, is_early ? kExaggeration : 1.0);
    positions = positions + descent.step(gradient, is_early ? 0.5 : 0.8);
  }
  return positions;
}

}  // namespace tandem
