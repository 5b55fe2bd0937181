// How often a model sorts an image into another group than most of its class.
#include <ATen/ATen.h>

#include "framework/metrics/labelled_images.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  auto& clusters = require<Clusters>(measuring.context.model());
  const LabelledRows rows = gather_labelled(
      measuring, [&](const at::Tensor& images) { return clusters.cluster(images).argmax(1); });
  const Matching matching = best_matching(count_pairs(rows.given, rows.labels));
  return {.values = {error_rate(matching.matched, rows.labels.size(0))}};
}

}  // namespace

Metric cluster_error_metric() {
  return {.name = "cluster_error",
          .sentence =
              "The fraction of images in another group than that of their class, after the "
              "best one-to-one matching of groups and classes on the split itself; images "
              "of groups that are left over count as errors.",
          .subject = Subject::kLabels,
          .when = Measure::kInTraining,
          .needs = {.capabilities = {needed<Clusters>()}, .of_data = has_labels},
          .values = {{.name = "cluster_error", .direction = Direction::kLower}},
          .stream = stream_of(EvaluationStream::kClasses),
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
