#include "framework/report/sweep_charts.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "framework/report/chart_frame.h"
#include "framework/report/chart_style.h"

namespace tandem {
namespace {

constexpr double kRoom = 0.03;  // of the axis, at each end
constexpr size_t kMostTicks = 6;

/// Multiples of powers of ten by these factors, from low to high.
std::vector<Tick> logarithmic_ticks(double low, double high, const std::vector<double>& factors) {
  std::vector<Tick> ticks;
  // The tolerances: neither logarithms nor powers of ten are exact.
  const double last = std::floor(std::log10(high) + 1e-9);
  for (double power = std::floor(std::log10(low) + 1e-9); power <= last; ++power) {
    for (const double factor : factors) {
      const double value = factor * std::pow(10.0, power);
      const bool is_inside = value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
      if (is_inside) ticks.push_back({value, tick_text(value, value, value)});
    }
  }
  return ticks;
}

}  // namespace

Axis close_logarithmic_axis(double low, double high) {
  const double room = std::pow(high / low, kRoom);
  Axis axis{.low = low / room, .high = high * room, .is_logarithmic = true, .ticks = {}};
  axis.ticks = logarithmic_ticks(low, high, {1, 2, 5});
  if (axis.ticks.size() > kMostTicks) axis.ticks = logarithmic_ticks(low, high, {1});
  // A narrow reach has none of these.
  if (axis.ticks.size() < 2) {
    axis.ticks = linear_axis({low, high}).ticks;
    std::erase_if(axis.ticks,
                  [&](const Tick& tick) { return tick.value < low || tick.value > high; });
  }
  const size_t stride = (axis.ticks.size() + kMostTicks - 1) / kMostTicks;
  size_t index = 0;
  if (stride > 1) std::erase_if(axis.ticks, [&](const Tick&) { return index++ % stride != 0; });
  return axis;
}

Axis parameter_axis(const SweepParameter& parameter) {
  if (parameter.kind == SweepParameter::Kind::kCategorical) {
    return category_axis(parameter.choices);
  }
  const bool has_reach = parameter.high > parameter.low;
  if (parameter.is_log && has_reach && parameter.low > 0) {
    return close_logarithmic_axis(parameter.low, parameter.high);
  }
  Axis axis = linear_axis({parameter.low, parameter.high});
  if (!has_reach) return axis;
  const double room = kRoom * (parameter.high - parameter.low);
  axis.low = parameter.low - room;
  axis.high = parameter.high + room;
  std::erase_if(axis.ticks,
                [&](const Tick& tick) { return tick.value < axis.low || tick.value > axis.high; });
  if (parameter.kind != SweepParameter::Kind::kInteger) return axis;
  std::erase_if(axis.ticks, [](const Tick& tick) { return tick.value != std::round(tick.value); });
  const double largest = std::max(std::abs(parameter.low), std::abs(parameter.high));
  for (Tick& tick : axis.ticks) tick.text = tick_text(tick.value, 1, largest);
  return axis;
}

double axis_value(const SweepParameter& parameter, double value) {
  return parameter.kind == SweepParameter::Kind::kCategorical ? value + 0.5 : value;
}

size_t look_of(const SweepTrial& trial, const SweepTrial* best) {
  if (&trial == best) return kBestLook;
  return trial.state == kCompleteState ? kCompleteLook : kOtherLook;
}

Html trial_legend() {
  return legend({{"the best trial", kBestLook},
                 {"complete", kCompleteLook},
                 {"pruned, paused or at work", kOtherLook}});
}

const SweepTrial* best_trial(const SweepSubject& sweep) {
  const auto best = best_trials(sweep);
  return best.empty() ? nullptr : best.front();
}

}  // namespace tandem
