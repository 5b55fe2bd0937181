#include "framework/statistics/minimization.h"

#include <ATen/ATen.h>

#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

namespace tandem {
namespace {

constexpr size_t kNumCorrections = 20;
constexpr int kMaxTrials = 60;
// c₁ and c₂ of the Wolfe conditions, as the book has them for quasi-Newton methods.
constexpr double kSufficientDecrease = 1e-4;
constexpr double kCurvature = 0.9;

using SmoothFunction = std::function<ValueAndGradient(const at::Tensor& place)>;

struct Correction {
  at::Tensor step;
  at::Tensor change;  // of the gradient
  double product;     // of the two, above 0
};

struct Reached {
  at::Tensor place;
  ValueAndGradient at_place;
};

double scalar_product(const at::Tensor& first, const at::Tensor& second) {
  return first.dot(second).item<double>();
}

/// −H gradient, H being the inverse Hessian as the corrections know it.
at::Tensor descent_direction(const at::Tensor& gradient, const std::deque<Correction>& known) {
  // The recursion in two loops of the book, algorithm 7.4: from the newest one on, then back.
  at::Tensor direction = -gradient;
  std::vector<double> weights(known.size());
  for (size_t i = known.size(); i-- > 0;) {
    weights[i] = scalar_product(known[i].step, direction) / known[i].product;
    direction = direction - weights[i] * known[i].change;
  }
  // The inverse Hessian that the corrections start from: the identity, scaled by the newest one.
  if (!known.empty()) {
    direction = direction *
                (known.back().product / scalar_product(known.back().change, known.back().change));
  }
  for (size_t i = 0; i < known.size(); ++i) {
    const double weight = scalar_product(known[i].change, direction) / known[i].product;
    direction = direction + (weights[i] - weight) * known[i].step;
  }
  return direction;
}

/// A place along `direction` that keeps the Wolfe conditions, found by doubling and halving.
std::optional<Reached> search_line(const SmoothFunction& function, const Reached& from,
                                   const at::Tensor& direction, double length) {
  const double slope = scalar_product(from.at_place.gradient, direction);
  if (!(slope < 0)) return std::nullopt;
  // Near the minimum the decrease drowns in the rounding of the value.
  const double rounding = 1e-13 * std::abs(from.at_place.value);
  double shortest = 0.0;
  double longest = std::numeric_limits<double>::infinity();
  for (int trial = 0; trial < kMaxTrials; ++trial) {
    Reached to{.place = from.place + length * direction};
    to.at_place = function(to.place);
    const double new_slope = scalar_product(to.at_place.gradient, direction);
    // There the slopes decide: the approximate Wolfe conditions of Hager and Zhang (2005), δ = 0.
    const bool is_flat = to.at_place.value <= from.at_place.value + rounding && new_slope <= -slope;
    if (!is_flat &&
        !(to.at_place.value <= from.at_place.value + kSufficientDecrease * length * slope)) {
      longest = length;
    } else if (new_slope < kCurvature * slope) {
      shortest = length;
    } else {
      return to;
    }
    length = std::isinf(longest) ? 2 * shortest : (shortest + longest) / 2;
  }
  return std::nullopt;
}

}  // namespace

at::Tensor minimize(const SmoothFunction& function, const at::Tensor& start,
                    const MinimizationLimits& limits) {
  Reached reached{.place = start, .at_place = function(start)};
  std::deque<Correction> known;
  for (int64_t step = 0; step < limits.max_steps; ++step) {
    const at::Tensor& gradient = reached.at_place.gradient;
    if (!(gradient.abs().max().item<double>() > limits.tolerance)) break;
    const at::Tensor direction = descent_direction(gradient, known);
    // The first step has length 1: nothing is known of the scale yet.
    const double length = known.empty() ? 1 / std::sqrt(scalar_product(gradient, gradient)) : 1.0;
    const auto next = search_line(function, reached, direction, length);
    if (!next) break;
    Correction correction{.step = next->place - reached.place,
                          .change = next->at_place.gradient - gradient};
    correction.product = scalar_product(correction.step, correction.change);
    // Others would leave the inverse Hessian not positive definite, and give no descent.
    if (correction.product > 0) known.push_back(std::move(correction));
    if (known.size() > kNumCorrections) known.pop_front();
    reached = *next;
  }
  return reached.place;
}

}  // namespace tandem
