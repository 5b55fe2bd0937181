// How well a classifier does on real images that was trained on generated ones alone.
#include <ATen/ATen.h>

#include <cmath>

#include "framework/data/image_fields.h"
#include "framework/metrics/condition_categories.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/linear_probe.h"

namespace tandem {
namespace {

// Of every ten rows that are trained on, one chooses the weight of the loss.
constexpr int64_t kValidShare = 10;

LabelledFeatures narrowed(const LabelledFeatures& rows, int64_t begin, int64_t end) {
  return {rows.rows.narrow(0, begin, end - begin), rows.labels.narrow(0, begin, end - begin)};
}

/// The error on `test` of a probe that is trained on `train` alone, whose scale both take.
double error_of(LabelledFeatures train, LabelledFeatures test, int64_t num_classes) {
  const ColumnScale scale = fit_column_scale(train.rows);
  train.rows = scale.apply(train.rows);
  test.rows = scale.apply(test.rows);
  const int64_t total = train.rows.size(0);
  const int64_t num_train = total - total / kValidShare;
  return probe(narrowed(train, 0, num_train), narrowed(train, num_train, total), test, num_classes)
      .error;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_classes = condition_of(context.model(), measuring.part).num_categories;
  const int64_t num_samples = context.plan().num_samples;
  // The rows that choose are to hold every class at least once.
  if (num_samples < kValidShare * num_classes) return {};
  const std::string& split = context.settings().split;
  const LabelledFeatures test{context.data_images(split).features, context.data_labels(split)};
  const at::Tensor asked = categories_in_turn(0, num_samples, num_classes, at::kCPU);
  const auto num_test = static_cast<double>(test.labels.size(0));
  const double error =
      error_of({context.samples_on_condition().features, asked}, test, num_classes);
  MeasuredValue value(error);
  value.standard_error = std::sqrt(error * (1 - error) / num_test);
  const std::string field = image_field(context.settings().fields);
  if (split != "train" && context.data().has_field("train", field) &&
      context.data().has_field("train", label_field(field)) &&
      context.data().field("train", field).num_rows() >= num_samples) {
    const LabelledFeatures real{context.data_images("train", num_samples).features,
                                context.data_labels("train", num_samples)};
    value.real = error_of(real, test, num_classes);
  }
  return {.values = {value}};
}

}  // namespace

Metric generated_training_metric() {
  return {.name = "generated_training",
          .sentence =
              "The error on real images of a linear classifier of features that was trained on "
              "generated images alone, by the classes that they were asked for (Ravuri and "
              "Vinyals, \"Classification accuracy score for conditional generative models\", "
              "2019, train a whole network).",
          .version = 2,
          .subject = Subject::kConditions,
          .needs = {.features = true,
                    .of_model = has_labelled_categories,
                    .of_data = data_has_categories},
          .values = {{.name = "generated_training_error",
                      .direction = Direction::kLower,
                      .sentence = "beside it that of one that was trained on as many real images "
                                  "of the split train"}},
          .measure = measure};
}

}  // namespace tandem
