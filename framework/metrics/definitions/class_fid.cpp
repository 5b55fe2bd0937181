// How far generated images of each class lie from real ones of that class.
#include <ATen/ATen.h>

#include <optional>
#include <vector>

#include "framework/metrics/conditions.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {
namespace {

/// The rows of one class.
at::Tensor rows_of(const at::Tensor& features, const at::Tensor& labels, int64_t label) {
  return features.index_select(0, labels.eq(label).nonzero().flatten());
}

/// The distance of each class; nothing where one of the sets has fewer than two rows of some class.
std::optional<std::vector<double>> distances(const at::Tensor& features, const at::Tensor& labels,
                                             const at::Tensor& data, const at::Tensor& data_labels,
                                             int64_t num_classes) {
  std::vector<double> distances;
  for (int64_t label = 0; label < num_classes; ++label) {
    const at::Tensor made = rows_of(features, labels, label);
    const at::Tensor real = rows_of(data, data_labels, label);
    if (made.size(0) < 2 || real.size(0) < 2) return std::nullopt;
    distances.push_back(frechet_distance(fit_gaussian(made), fit_gaussian(real)));
  }
  return distances;
}

double mean_of(const std::vector<double>& numbers) {
  return at::tensor(numbers, at::kDouble).mean().item<double>();
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_classes = condition_of(context.model(), measuring.part).num_categories;
  const int64_t num_samples = context.plan().num_samples;
  const std::string& split = context.settings().split;
  const at::Tensor asked = categories_in_turn(0, num_samples, num_classes, at::kCPU);
  const at::Tensor& real = context.data_images(split).features;
  const at::Tensor& labels = context.data_labels(split);
  const auto found =
      distances(context.samples_on_condition().features, asked, real, labels, num_classes);
  if (!found) return {};
  MeasuredValue mean = mean_of(*found);
  if (const auto other = context.other_split(num_samples)) {
    const at::Tensor& others = context.data_images(*other, num_samples).features;
    const auto beside =
        distances(others, context.data_labels(*other, num_samples), real, labels, num_classes);
    if (beside) mean.real = mean_of(*beside);
  }
  return {.values = {mean},
          .series = {{.name = "class_fid",
                      .sentence = "Squared Fréchet distance of each class.",
                      .rows = {"distance"},
                      .columns = context.data().description().class_names,
                      .values = *found}}};
}

}  // namespace

Metric class_fid_metric() {
  return {.name = "class_fid",
          .sentence =
              "Mean over classes of the squared Fréchet distance between the features of "
              "generated images of the class asked for and of real images of that class: a model "
              "that shows little of a class is seen here, and not by the distance of all.",
          .subject = Subject::kConditions,
          .needs = {.features = true, .of_model = has_categories, .of_data = data_has_categories},
          .values = {{.name = "class_fid",
                      .direction = Direction::kLower,
                      .sentence = "beside it that of real images of another split, of whose first "
                                  "as many are taken"}},
          .measure = measure};
}

}  // namespace tandem
