// How often a generated image shows another class than was asked for.
#include "framework/metrics/condition_categories.h"
#include "framework/metrics/labelled_images.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  const at::Tensor counts = asked_and_read(measuring);
  return {.values = {error_rate(diagonal_count(counts), measuring.context.plan().num_samples)}};
}

}  // namespace

Metric condition_error_metric() {
  return {.name = "condition_error",
          .sentence =
              "The fraction of generated images, their categories asked for in turn, to "
              "which the classifier gives another label; where the data has its classes.",
          .version = 2,
          .subject = Subject::kConditions,
          .when = Measure::kInTraining,
          .needs = {.classes = true,
                    .of_model = has_labelled_categories,
                    .of_data = classifier_tells_categories},
          .values = {{.name = "error", .direction = Direction::kLower}},
          .measure = measure};
}

}  // namespace tandem
