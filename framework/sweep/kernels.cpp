#include "framework/sweep/kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "framework/sweep/truncated_normal.h"

namespace tandem {
namespace {

// No kernel is narrower than this share of the interval, nor than what few observations justify.
constexpr double kMostKernels = 100;

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
    : distribution_(distribution), interval_(searched_interval(distribution)) {
  for (const double value : observations) centers_.push_back(to_scale(distribution, value));
  std::vector<size_t> order = order_of(centers_);
  widths_ = kernel_widths(centers_, order, interval_);
  order.push_back(centers_.size());
  centers_.push_back(0.5 * (interval_.low + interval_.high));
  widths_.push_back(interval_.high - interval_.low);
  if (distribution.step != 0) find_distinct(order);
  const double log_root = 0.5 * std::log(2 * std::numbers::pi);
  for (size_t i = 0; i < centers_.size(); ++i) {
    const double log_mass = log_normal_mass((interval_.low - centers_[i]) / widths_[i],
                                            (interval_.high - centers_[i]) / widths_[i]);
    log_scales_.push_back(distribution.step != 0 ? -log_mass
                                                 : -log_mass - std::log(widths_[i]) - log_root);
  }
}

void NumericKernels::find_distinct(std::span<const size_t> order) {
  distinct_of_.resize(order.size());
  for (const size_t kernel : order) {
    // Behind each other lie those of one center, which have at most three widths.
    size_t place = distinct_.size();
    while (place > 0 && centers_[distinct_[place - 1]] == centers_[kernel] &&
           widths_[distinct_[place - 1]] != widths_[kernel]) {
      --place;
    }
    if (place > 0 && centers_[distinct_[place - 1]] == centers_[kernel]) {
      distinct_of_[kernel] = static_cast<uint32_t>(place - 1);
    } else {
      distinct_of_[kernel] = static_cast<uint32_t>(distinct_.size());
      distinct_.push_back(kernel);
    }
  }
}

double NumericKernels::draw(size_t kernel, double share) const {
  const double center = centers_[kernel];
  const double width = widths_[kernel];
  const double point = truncated_normal_quantile(share, (interval_.low - center) / width,
                                                 (interval_.high - center) / width);
  return from_scale(distribution_, point * width + center);
}

void NumericKernels::add_log_densities(double value, std::span<double> sums) const {
  if (distribution_.step == 0) {
    const double point = to_scale(distribution_, value);
    for (size_t i = 0; i < sums.size(); ++i) {
      const double away = (point - centers_[i]) / widths_[i];
      sums[i] += log_scales_[i] - 0.5 * away * away;
    }
    return;
  }
  const double low = to_scale(distribution_, value - distribution_.step / 2);
  const double high = to_scale(distribution_, value + distribution_.step / 2);
  std::vector<double> log_masses;
  for (const size_t kernel : distinct_) {
    log_masses.push_back(log_scales_[kernel] +
                         log_normal_mass((low - centers_[kernel]) / widths_[kernel],
                                         (high - centers_[kernel]) / widths_[kernel]));
  }
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += log_masses[distinct_of_[i]];
}

CategoricalKernels::CategoricalKernels(const Distribution& distribution,
                                       std::span<const double> observations)
    : num_choices_(distribution.choices.size()) {
  for (const double value : observations) observed_.push_back(static_cast<size_t>(value));
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
  sums[observed_.size()] -= std::log(static_cast<double>(num_choices_));
}

}  // namespace tandem
