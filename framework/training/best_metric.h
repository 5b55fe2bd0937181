// Which evaluation of a run is its best.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/core/named_values.h"
#include "framework/metrics/metric.h"
#include "framework/runs/best_checkpoint.h"

namespace tandem {

/// The metric by which the evaluations of a run compare, and which of its values are the better
/// ones.
class BestMetric {
 public:
  /// `name` as among the values of an evaluation; empty: no evaluation is the best.
  BestMetric(std::string name, Direction direction);

  /// What becomes the best by the values at a step; nothing where the best so far is as good, or
  /// the metric has no finite value.
  std::optional<BestCheckpoint> improvement(int64_t step, const NamedValues& values,
                                            const std::optional<BestCheckpoint>& best) const;

 private:
  std::string name_;
  bool highest_;
};

}  // namespace tandem
