// How often a generated image shows another class than was asked for.
#include <ATen/ATen.h>

#include "framework/metrics/condition_categories.h"
#include "framework/metrics/labelled_images.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

bool classifier_tells_categories(const MetricContext& context, const SubjectPart& part) {
  const FeatureNetwork& classifier = context.classifier();
  return shares_classes(classifier, context.data().description().class_names) &&
         condition_of(context.model(), part).num_categories == classifier.num_classes();
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t total = context.plan().num_samples;
  // In the turns in which the images were asked for.
  const at::Tensor asked = categories_in_turn(
      0, total, condition_of(context.model(), measuring.part).num_categories, at::kCPU);
  const at::Tensor labels = context.samples_on_condition().classes.argmax(1);
  const at::Tensor counts = count_pairs(asked, labels);
  return {.values = {error_rate(diagonal_count(counts), total),
                     error_rate(best_matching(counts).matched, total)}};
}

}  // namespace

Metric condition_error_metric() {
  return {.name = "condition_error",
          .sentence =
              "The fraction of generated images, their categories asked for in turn, to "
              "which the classifier gives another label; where the data has its "
              "classes.",
          .subject = Subject::kConditions,
          .when = Measure::kInTraining,
          .needs = {.classes = true,
                    .of_model = has_categories,
                    .of_data = classifier_tells_categories},
          .values = {{.name = "error", .direction = Direction::kLower},
                     {.name = "error_matched",
                      .direction = Direction::kLower,
                      .sentence = "after the best one-to-one matching of categories and classes, "
                                  "which nothing fixes where a model found its categories by "
                                  "itself"}},
          .measure = measure};
}

}  // namespace tandem
