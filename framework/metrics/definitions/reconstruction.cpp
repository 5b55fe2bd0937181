// How far reconstructions lie from their images.
#include "framework/data/image_fields.h"
#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

/// (N, 4), in the order of pixel_distance_values.
at::Tensor columns(MetricContext& context, const SubjectPart&, const MadeImages& made) {
  const PixelRange range = context.settings().pixel_range;
  const at::Tensor& images = made.input.field(image_field(context.settings().fields));
  return pixel_distances(rounded_unit(made.images, range), rounded_unit(images, range));
}

Measured measure(const Measuring& measuring) {
  Measured measured;
  for (const at::Tensor& column : measuring.columns.unbind(1)) {
    measured.values.emplace_back(mean_with_error(column));
  }
  return measured;
}

}  // namespace

Metric reconstruction_metric() {
  return {.name = "reconstruction",
          .sentence =
              "Reconstructions of the images of the split beside these, pixels brought to "
              "8 bits; means over images.",
          .subject = Subject::kReconstructions,
          .values = pixel_distance_values("reconstruction_"),
          .columns = {.count = always(kNumPixelDistances), .values = columns},
          .measure = measure};
}

}  // namespace tandem
