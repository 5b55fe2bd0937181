// How often a model gives an image another label than it has.
#include <ATen/ATen.h>

#include "framework/metrics/labelled_images.h"
#include "framework/metrics/metric_context.h"
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  auto& classifies = require<Classifies>(measuring.context.model());
  const LabelledRows rows = gather_labelled(
      measuring, [&](const at::Tensor& images) { return classifies.classify(images).argmax(1); });
  const auto right = rows.given.eq(rows.labels).sum().item<int64_t>();
  return {.values = {error_rate(right, rows.labels.size(0))}};
}

}  // namespace

Metric classification_error_metric() {
  return {.name = kClassificationErrorMetric,
          .sentence = "The fraction of images that are given another label than they have.",
          .subject = Subject::kLabels,
          .when = Measure::kInTraining,
          .needs = {.capabilities = {needed<Classifies>()}, .of_data = has_labels},
          .values = {{.name = kClassificationErrorMetric, .direction = Direction::kLower}},
          .stream = stream_of(EvaluationStream::kClasses),
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
