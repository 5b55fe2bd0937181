// How far translated images lie from their targets, and how sharp both are.
#include <ATen/ATen.h>

#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/subjects.h"
#include "framework/runs/metric_names.h"
#include "framework/statistics/structural_similarity.h"

namespace tandem {
namespace {

bool is_paired(const GenerativeModel& model, const SubjectPart& part) {
  return translation_of(model, part).paired;
}

/// (N, 5), in the order of the values below.
at::Tensor columns(MetricContext& context, const SubjectPart& part, const MadeImages& made) {
  const PixelRange range = context.settings().pixel_range;
  const std::string field = translation_of(context.model(), part).output;
  const at::Tensor pixels = rounded_unit(made.images, range);
  const at::Tensor target = rounded_unit(made.input.field(field), range);
  return at::stack(
      {absolute_difference(pixels, target), gradient_magnitude(pixels), gradient_magnitude(target),
       peak_signal_to_noise(pixels, target), structural_similarity(pixels, target)},
      1);
}

}  // namespace

Metric pair_distance_metric() {
  return {
      .name = kPairDistanceMetric,
      .sentence = "Translated images beside their targets, pixels in [0, 1], brought to 8 bits.",
      .version = 2,
      .subject = Subject::kTranslations,
      .when = Measure::kInTraining,
      .needs = {.of_model = is_paired},
      .values =
          {{.name = "l1", .direction = Direction::kLower, .sentence = "mean absolute difference"},
           {.name = "gradient_magnitude", .sentence = "how sharp the results are"},
           {.name = "target_gradient_magnitude", .sentence = "and the targets"},
           {.name = "psnr",
            .unit = "dB",
            .direction = Direction::kHigher,
            .sentence = "peak signal to noise of each image, 100 where nothing differs"},
           {.name = "ssim", .direction = Direction::kHigher, .sentence = "structural similarity"}},
      .columns = {.count = always(5), .values = columns},
      .measure = column_means};
}

}  // namespace tandem
