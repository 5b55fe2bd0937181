// How sharp translated images are beside the images of the kind that they are translated to.
#include <ATen/ATen.h>

#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/subjects.h"

namespace tandem {
namespace {

/// Pairs are compared one by one.
bool is_unpaired(const GenerativeModel& model, const SubjectPart& part) {
  return !translation_of(model, part).paired;
}

at::Tensor sharpness(const at::Tensor& images, PixelRange range) {
  return gradient_magnitude(rounded_unit(images, range)).unsqueeze(1);
}

at::Tensor columns(MetricContext& context, const SubjectPart&, const MadeImages& made) {
  return sharpness(made.images, context.settings().pixel_range);
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const std::string field = translation_of(context.model(), measuring.part).output;
  const PixelRange range = context.settings().pixel_range;
  const at::Tensor targets =
      gather_split_rows(context.data(), context.settings(),
                        {.fields = {field},
                         .num_values = 1,
                         .stream = measuring.stream,
                         .max_rows = kAllRows,
                         .values =
                             [&](const Batch& stored) {
                               // To the range of the model and back: measured as the results are.
                               return sharpness(to_model_input(stored, range).field(field), range);
                             }},
                        context.communicator());
  return {
      .values = {mean_with_error(measuring.columns.flatten()), mean_with_error(targets.flatten())}};
}

}  // namespace

Metric translation_sharpness_metric() {
  return {.name = "translation_sharpness",
          .sentence =
              "Mean length of the gradient of the translated images of unpaired domains, pixels in "
              "[0, 1], brought to 8 bits, beside that of the images that there are of their kind.",
          .subject = Subject::kTranslations,
          .needs = {.of_model = is_unpaired},
          .values = {{.name = "sharpness", .sentence = "of the results"},
                     {.name = "target_sharpness", .sentence = "of the images of their kind"}},
          .columns = {.count = always(1), .values = columns},
          .measure = measure};
}

}  // namespace tandem
