#include "framework/metrics/class_evaluation.h"

#include <ATen/ATen.h>

#include "framework/metrics/gathered_rows.h"
#include "framework/model/capabilities.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

/// The fraction of `total` that is not right.
double error(int64_t right, int64_t total) {
  return static_cast<double>(total - right) / static_cast<double>(total);
}

}  // namespace

NamedValues evaluate_classes(GenerativeModel& model, const DataSources& data,
                             const EvaluationSettings& settings, Communicator& communicator) {
  auto* classifies = dynamic_cast<Classifies*>(&model);
  auto* clusters = dynamic_cast<Clusters*>(&model);
  if (classifies == nullptr && clusters == nullptr) return {};
  const std::string images = image_field(settings.fields);
  const std::string labels = label_field(images);
  if (!data.has_field(settings.split, labels) || class_names_of(data, labels).empty()) return {};
  // Of each image: its label, that given, its group.
  const auto values_of = [&](const Batch& batch) {
    const at::Tensor& input = batch.field(images);
    const at::Tensor& label = batch.field(labels);
    const at::Tensor given = classifies ? classifies->classify(input).argmax(1) : label;
    const at::Tensor group = clusters ? clusters->cluster(input).argmax(1) : label;
    return at::stack({label, given, group}, 1);
  };
  const at::Tensor rows = gather_split_rows(data, settings,
                                            {.fields = {images, labels},
                                             .num_values = 3,
                                             .stream = stream_of(MetricStream::kClasses),
                                             .values = values_of},
                                            communicator);
  const at::Tensor label = rows.select(1, 0);
  NamedValues values;
  if (classifies != nullptr) {
    const auto right = rows.select(1, 1).eq(label).sum().item<int64_t>();
    values.emplace_back(settings.split + "/classification_error", error(right, rows.size(0)));
  }
  if (clusters != nullptr) {
    const Matching matching = best_matching(count_pairs(rows.select(1, 2), label));
    values.emplace_back(settings.split + "/cluster_error", error(matching.matched, rows.size(0)));
  }
  return values;
}

}  // namespace tandem
