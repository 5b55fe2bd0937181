#include "framework/training/best_metric.h"

#include <cmath>
#include <utility>

namespace tandem {

BestMetric::BestMetric(std::string name, Direction direction)
    : name_(std::move(name)), highest_(direction == Direction::kHigher) {}

std::optional<BestCheckpoint> BestMetric::improvement(
    int64_t step, const NamedValues& values, const std::optional<BestCheckpoint>& best) const {
  if (name_.empty()) return std::nullopt;
  // In a phase that does not train its objective the metric is not there.
  for (const auto& [name, value] : values) {
    if (name != name_ || !std::isfinite(value)) continue;
    const bool is_better = !best || (highest_ ? value > best->value : value < best->value);
    return is_better ? std::optional(BestCheckpoint{step, name, value}) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace tandem
