#include "framework/sweep/kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "framework/sweep/truncated_normal.h"

namespace tandem {
namespace {

// No kernel is narrower than the interval divided by this, or by two more than there are
// observations where these are few.
constexpr double kMostKernels = 100;
// Beyond so many widths a kernel adds nothing beside the prior one, which covers everything.
constexpr double kFarWidths = 20;

std::vector<size_t> order_of(const std::vector<double>& points) {
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, {}, [&](size_t i) { return points[i]; });
  return order;
}

/// The larger gap to the neighbours; of the outermost ones the gap inwards, where there is one.
std::vector<double> kernel_widths(const std::vector<double>& centers,
                                  const std::vector<size_t>& order, const Interval& interval) {
  const double extent = interval.high - interval.low;
  const double least = extent / std::min(kMostKernels, static_cast<double>(centers.size()) + 2);
  std::vector<double> widths(centers.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const double center = centers[order[i]];
    const bool is_first = i == 0;
    const bool is_last = i + 1 == order.size();
    const double left = center - (is_first ? interval.low : centers[order[i - 1]]);
    const double right = (is_last ? interval.high : centers[order[i + 1]]) - center;
    double width = std::max(left, right);
    if (order.size() >= 2 && is_first) width = right;
    if (order.size() >= 2 && is_last) width = left;
    widths[order[i]] = std::clamp(width, least, extent);
  }
  return widths;
}

}  // namespace

NumericKernels::NumericKernels(const Distribution& distribution,
                               std::span<const double> observations)
    : distribution_(distribution),
      interval_(searched_interval(distribution)),
      shape_of_(observations.size() + 1) {
  std::vector<double> centers;
  for (const double value : observations) centers.push_back(to_scale(distribution, value));
  const std::vector<size_t> order = order_of(centers);
  const std::vector<double> widths = kernel_widths(centers, order, interval_);
  for (const size_t kernel : order) add_shape(kernel, centers[kernel], widths[kernel]);
  // The prior kernel: in the middle, and as wide as the interval.
  add_shape(observations.size(), 0.5 * (interval_.low + interval_.high),
            interval_.high - interval_.low);
  const double log_root = 0.5 * std::log(2 * std::numbers::pi);
  for (Shape& shape : shapes_) {
    shape.log_scale = -log_normal_mass((interval_.low - shape.center) / shape.width,
                                       (interval_.high - shape.center) / shape.width);
    // A stepped parameter has probabilities, which need no norm of a density.
    if (distribution.step == 0) shape.log_scale -= std::log(shape.width) + log_root;
  }
}

void NumericKernels::add_shape(size_t kernel, double center, double width) {
  // They come by center: of one center there are at most three widths.
  size_t place = shapes_.size();
  while (distribution_.step != 0 && place > 0 && shapes_[place - 1].center == center) {
    --place;
    if (shapes_[place].width == width) {
      shape_of_[kernel] = static_cast<uint32_t>(place);
      return;
    }
  }
  shape_of_[kernel] = static_cast<uint32_t>(shapes_.size());
  shapes_.push_back({center, width});
}

double NumericKernels::draw(size_t kernel, double share) const {
  const Shape& shape = shapes_[shape_of_[kernel]];
  const double point =
      truncated_normal_quantile(share, (interval_.low - shape.center) / shape.width,
                                (interval_.high - shape.center) / shape.width);
  return from_scale(distribution_, point * shape.width + shape.center);
}

void NumericKernels::add_log_densities(double value, std::span<double> sums) const {
  std::vector<double> log_densities(shapes_.size());
  // Without steps both ends are the value itself.
  const double half = distribution_.step / 2;
  const Interval around = {to_scale(distribution_, value - half),
                           to_scale(distribution_, value + half)};
  for (size_t i = 0; i < shapes_.size(); ++i) {
    log_densities[i] = distribution_.step == 0 ? log_density(shapes_[i], around.low)
                                               : log_probability(shapes_[i], around);
  }
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += log_densities[shape_of_[i]];
}

double NumericKernels::log_density(const Shape& shape, double point) const {
  const double away = (point - shape.center) / shape.width;
  return shape.log_scale - 0.5 * away * away;
}

double NumericKernels::log_probability(const Shape& shape, const Interval& around) const {
  const double left = (around.low - shape.center) / shape.width;
  const double right = (around.high - shape.center) / shape.width;
  if (left > kFarWidths || right < -kFarWidths) return -std::numeric_limits<double>::infinity();
  return shape.log_scale + log_normal_mass(left, right);
}

CategoricalKernels::CategoricalKernels(const Distribution& distribution,
                                       std::span<const double> observations)
    : num_choices_(distribution.choices.size()) {
  for (const double value : observations) observed_.push_back(static_cast<size_t>(value));
  // Each choice weighs 1 / num_kernels and the observed one 1 more, divided by the sum of all
  // weights.
  const double num_kernels = static_cast<double>(observed_.size()) + 1;
  other_ = 1 / (num_kernels + static_cast<double>(num_choices_));
}

double CategoricalKernels::observed_probability() const {
  return other_ * (static_cast<double>(observed_.size()) + 2);
}

double CategoricalKernels::draw(size_t kernel, double share) const {
  const bool is_prior = kernel == observed_.size();
  const double each = is_prior ? 1 / static_cast<double>(num_choices_) : other_;
  double cumulative = 0;
  size_t choice = 0;
  for (; choice + 1 < num_choices_; ++choice) {
    cumulative += !is_prior && choice == observed_[kernel] ? observed_probability() : each;
    if (cumulative >= share) break;
  }
  return static_cast<double>(choice);
}

void CategoricalKernels::add_log_densities(double value, std::span<double> sums) const {
  const double log_observed = std::log(observed_probability());
  const double log_other = std::log(other_);
  for (size_t i = 0; i < observed_.size(); ++i) {
    sums[i] += static_cast<double>(observed_[i]) == value ? log_observed : log_other;
  }
  // To the prior kernel all choices are equal.
  sums[observed_.size()] -= std::log(static_cast<double>(num_choices_));
}

}  // namespace tandem
