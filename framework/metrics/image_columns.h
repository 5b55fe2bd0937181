// What metrics ask of each image that a model makes of a split, from one pass over them.
#pragma once

#include <vector>

#include "framework/metrics/metric_context.h"

namespace tandem {

/// For each of `metrics`, which have columns and apply to this translation, its columns over the
/// split: (N, count) float64 on the CPU, the same on every rank. Collective.
std::vector<at::Tensor> translation_columns(MetricContext& context, const Part& translation,
                                            const std::vector<const Metric*>& metrics);

}  // namespace tandem
