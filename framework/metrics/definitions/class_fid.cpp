// How far generated images of each class lie from real ones of that class.
#include <ATen/ATen.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "framework/data/image_fields.h"
#include "framework/metrics/compared_features.h"
#include "framework/metrics/condition_categories.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {
namespace {

/// The rows of one class.
at::Tensor rows_of(const at::Tensor& features, const at::Tensor& labels, int64_t label) {
  return features.index_select(0, labels.eq(label).nonzero().flatten());
}

/// Rows and the class of each.
struct ClassRows {
  const at::Tensor& features;
  const at::Tensor& labels;
};

/// Numbers of the classes, in their order, and of the class with the fewest rows.
struct ClassDistances {
  std::vector<double> distances;
  std::vector<double> floors;
  int64_t fewest_made = kAllRows;
  int64_t fewest_real = kAllRows;
};

/// Nothing where one of the sets has fewer than two rows of some class.
std::optional<ClassDistances> distances(const ClassRows& made, const ClassRows& real,
                                        int64_t num_classes) {
  ClassDistances found;
  for (int64_t label = 0; label < num_classes; ++label) {
    const at::Tensor own = rows_of(made.features, made.labels, label);
    const at::Tensor others = rows_of(real.features, real.labels, label);
    // A covariance takes two rows.
    if (own.size(0) < 2 || others.size(0) < 2) return std::nullopt;
    const Gaussian of_real = fit_gaussian(others);
    found.distances.push_back(frechet_distance(fit_gaussian(own), of_real));
    found.floors.push_back(frechet_floor(of_real.covariance, others.size(0), own.size(0)));
    found.fewest_made = std::min(found.fewest_made, own.size(0));
    found.fewest_real = std::min(found.fewest_real, others.size(0));
  }
  return found;
}

double mean_of(const std::vector<double>& numbers) {
  return at::tensor(numbers, at::kDouble).mean().item<double>();
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_classes = condition_of(context.model(), measuring.part).num_categories;
  const int64_t num_samples = context.plan().num_samples;
  const std::string& split = context.settings().split;
  // In the turns in which the images were asked for.
  const at::Tensor asked = categories_in_turn(0, num_samples, num_classes, at::kCPU);
  const ClassRows real{context.data_images(split).features, context.data_labels(split)};
  const auto found = distances({context.samples_on_condition().features, asked}, real, num_classes);
  if (!found) return {};
  MeasuredValue mean = mean_of(found->distances);
  mean.floor = mean_of(found->floors);
  const std::string labels = label_field(image_field(context.settings().fields));
  const auto other = context.other_split(num_samples);
  if (other && context.data().has_field(*other, labels)) {
    const ClassRows others{context.data_images(*other, num_samples).features,
                           context.data_labels(*other, num_samples)};
    const auto beside = distances(others, real, num_classes);
    if (beside) mean.real = mean_of(beside->distances);
  }
  const std::string note =
      few_rows_note(found->fewest_made, found->fewest_real, context.network().num_features());
  return {.values = {mean},
          .series = {{.name = "class_fid",
                      .sentence = "Squared Fréchet distance of each class.",
                      .rows = {"distance"},
                      .columns = context.data().description().class_names,
                      .values = found->distances}},
          .note = note.empty() ? "" : "In the smallest class: " + note};
}

}  // namespace

Metric class_fid_metric() {
  return {.name = "class_fid",
          .sentence =
              "Mean over classes of the squared Fréchet distance between the features of "
              "generated images of the class asked for and of real images of that class: a model "
              "that shows little of a class is seen here, and not by the distance of all.",
          .version = 2,
          .subject = Subject::kConditions,
          .needs = {.features = true,
                    .of_model = has_labelled_categories,
                    .of_data = data_has_categories},
          .values = {{.name = "class_fid",
                      .direction = Direction::kLower,
                      .sentence = "the floor is what equal normal distributions are expected to "
                                  "get; beside it that of as many real images of another split"}},
          .measure = measure};
}

}  // namespace tandem
