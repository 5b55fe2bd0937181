// The labels of images of a split beside what a model says of them.
#pragma once

#include <functional>

#include "framework/metrics/metric_context.h"

namespace tandem {

/// Whether the images of the split have labels of named classes.
bool has_labels(const MetricContext& context, const SubjectPart& part);

/// Float64 on the CPU, (N) each.
struct LabelledRows {
  at::Tensor labels;
  at::Tensor given;
};

/// Labels and what `give`, which takes images in the model's pixel range, says of each: (N).
/// Throws DataError for a label that is none of the classes that the data names. Collective.
LabelledRows gather_labelled(const Measuring& measuring,
                             const std::function<at::Tensor(const at::Tensor& images)>& give);

/// The fraction of `total` that is not right, with its binomial standard error.
MeasuredValue error_rate(int64_t right, int64_t total);

}  // namespace tandem
