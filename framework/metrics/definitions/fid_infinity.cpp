// How far infinitely many generated images would lie from those of the split.
#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const auto limit =
      frechet_distance_at_infinity(frechet_reference(context), context.samples().features);
  if (limit) return {.values = {*limit}};
  const int64_t fewest = fewest_rows_to_extrapolate(context.network().num_features());
  return {.note = "It takes " + std::to_string(fewest) + " generated images to extrapolate."};
}

}  // namespace

Metric fid_infinity_metric() {
  return {.name = "fid_infinity",
          .sentence =
              "Squared Fréchet distance, extrapolated to infinitely many generated images: "
              "where a straight line through the distances of the first n of them against "
              "1 / n ends. The bias by the number of real images stays.",
          .version = 2,
          .subject = Subject::kSamples,
          .needs = {.features = true},
          .values = {{.name = "fid_infinity", .direction = Direction::kLower}},
          .measure = measure};
}

}  // namespace tandem
