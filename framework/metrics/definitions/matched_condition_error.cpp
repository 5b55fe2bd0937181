// How often a generated image shows another class than that which its category mostly shows.
#include "framework/metrics/condition_categories.h"
#include "framework/metrics/labelled_images.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  const at::Tensor counts = asked_and_read(measuring);
  return {
      .values = {error_rate(best_matching(counts).matched, measuring.context.plan().num_samples)}};
}

}  // namespace

Metric matched_condition_error_metric() {
  return {.name = "matched_condition_error",
          .sentence =
              "The fraction of generated images, their categories asked for in turn, to which the "
              "classifier gives another label than their category has in the best one-to-one "
              "matching of categories and classes, which nothing fixes where a model found its "
              "categories by itself; where the data has its classes.",
          .subject = Subject::kConditions,
          .when = Measure::kInTraining,
          .needs = {.classes = true,
                    .of_model = has_categories,
                    .of_data = classifier_tells_categories},
          .values = {{.name = "error_matched", .direction = Direction::kLower}},
          .measure = measure};
}

}  // namespace tandem
