// Whether an image shows the same class after its translation.
#include <ATen/ATen.h>

#include "framework/data/image_fields.h"
#include "framework/metrics/labelled_images.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/subjects.h"
#include "framework/model/data_shapes.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

/// Whether the classifier takes the results, and the input has labels of its classes.
bool classifier_tells_labels(const MetricContext& context, const SubjectPart& part) {
  const Translation translation = translation_of(context.model(), part);
  const DataSources& data = context.data();
  const std::string& split = context.settings().split;
  const std::string labels = label_field(translation.input);
  return data.has_field(split, labels) &&
         shares_classes(context.classifier(), class_names_of(data, labels)) &&
         context.classifier().accepts(image_shape(data.description(split), translation.output));
}

/// The label of each image and that of its translation.
at::Tensor columns(MetricContext& context, const SubjectPart& part, const MadeImages& made) {
  const at::Tensor pixels = measured_pixels(made.images, context.settings().pixel_range);
  const std::string labels = label_field(translation_of(context.model(), part).input);
  return at::stack({made.input.field(labels), context.classifier().see(pixels).logits.argmax(1)},
                   1);
}

Measured measure(const Measuring& measuring) {
  const MetricContext& context = measuring.context;
  const at::Tensor labels = measuring.columns.select(1, 0);
  const std::string field = label_field(translation_of(context.model(), measuring.part).input);
  check_labels(labels, context.classifier().num_classes(), context.settings().split + "/" + field);
  const at::Tensor counts = count_pairs(labels, measuring.columns.select(1, 1));
  const int64_t total = labels.size(0);
  const int64_t right = diagonal_count(counts);
  const int64_t matched = best_matching(counts).matched;
  return {.values = {error_rate(right, total), error_rate(matched, total),
                     matched > right ? 1.0 : 0.0}};
}

}  // namespace

Metric translated_classes_metric() {
  return {.name = "translated_classes",
          .sentence =
              "The labels that the classifier gives to translated images beside those "
              "of their inputs.",
          .subject = Subject::kTranslations,
          .when = Measure::kInTraining,
          .needs = {.classes = true, .of_data = classifier_tells_labels},
          .values = {{.name = "judged_error",
                      .direction = Direction::kLower,
                      .sentence = "the fraction with another label"},
                     {.name = "judged_error_matched",
                      .direction = Direction::kLower,
                      .sentence = "after the best one-to-one matching of labels"},
                     {.name = "classes_permuted",
                      .sentence = "1 when that is better than none: classes were translated into "
                                  "others"}},
          .columns = {.count = always(2), .reads_labels = true, .values = columns},
          .measure = measure};
}

}  // namespace tandem
