// How far the power of generated images in waves of every length is from that of real ones.
#include "framework/statistics/spectrum.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/data/image_fields.h"
#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/model/data_shapes.h"
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

int64_t num_rings(const MetricContext& context) {
  const std::string field = image_field(context.settings().fields);
  const ImageShape shape = image_shape(context.data().description(context.settings().split), field);
  return std::min(shape.height, shape.width) / 2 + 1;
}

/// (N, rings).
at::Tensor columns(MetricContext& context, const SubjectPart&, const MadeImages& made) {
  return ring_powers(rounded_unit(made.images, context.settings().pixel_range));
}

/// The mean powers of `max_rows` images that stand for a split, (rings).
at::Tensor data_profile(const Measuring& measuring, const std::string& split, int64_t max_rows) {
  MetricContext& context = measuring.context;
  const std::string field = image_field(context.settings().fields);
  const auto values = [&](const Batch& stored) {
    return ring_powers(stored.field(field).permute({0, 3, 1, 2}).to(at::kDouble) / 255);
  };
  return gather_split_rows(context.data(), context.settings_of(split),
                           {.fields = {field},
                            .num_values = num_rings(context),
                            .stream = measuring.stream,
                            .max_rows = max_rows,
                            .values = values},
                           context.communicator())
      .mean(0);
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const at::Tensor generated = measuring.columns.mean(0);
  const at::Tensor real = data_profile(measuring, context.settings().split, kAllRows);
  MeasuredValue distance = spectrum_distance(generated, real);
  const int64_t num_samples = context.plan().num_samples;
  if (const auto split = context.other_split(num_samples)) {
    distance.real = spectrum_distance(data_profile(measuring, *split, num_samples), real);
  }
  const at::Tensor both = at::cat({generated, real}).contiguous();
  const auto* powers = both.const_data_ptr<double>();
  return {.values = {distance},
          .series = {{.name = "spectrum",
                      .sentence = "Mean power |FFT|² of images in rings of so many periods over "
                                  "their shorter side.",
                      .rows = {"generated", kRealRow},
                      .values = {powers, powers + both.numel()}}}};
}

}  // namespace

Metric spectrum_distance_metric() {
  return {.name = "spectrum_distance",
          .sentence =
              "How many powers of ten the mean spectrum of generated images is away from that of "
              "the images of the split, a mean over rings of equal frequency.",
          .version = 2,
          .subject = Subject::kSamples,
          .values = {{.name = "spectrum_distance",
                      .direction = Direction::kLower,
                      .sentence = "beside it that of as many images of another split"}},
          .columns = {.count = num_rings, .values = columns},
          .measure = measure};
}

}  // namespace tandem
