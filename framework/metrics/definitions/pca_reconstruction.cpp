// How far images lie from what as many principal components as the code has latents keep of them.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/data/image_fields.h"
#include "framework/data/read_batch.h"
#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_codes.h"
#include "framework/model/data_shapes.h"
#include "framework/statistics/principal_components.h"

namespace tandem {
namespace {

constexpr const char* kFittedSplit = "train";
// Of images of more values fewer rows are fitted to: their covariance would take too long.
constexpr int64_t kMostPixelsOfAll = 3072;
constexpr int64_t kMostRowsOfLarger = 3000;

at::Tensor unit_pixels(const Batch& stored, const std::string& field) {
  return stored.field(field).to(at::kCPU, at::kDouble) / 255;
}

at::Tensor fitted_rows(MetricContext& context, const std::string& field, int64_t begin,
                       int64_t end) {
  const Batch rows = read_batch(context.data(), {kFittedSplit, begin, end}, {field}, at::kCPU);
  return unit_pixels(rows, field).flatten(1);
}

PrincipalComponents fit(MetricContext& context, const std::string& field) {
  const int64_t num_pixels =
      image_shape(context.data().description(kFittedSplit), field).num_pixels();
  const int64_t num_rows = context.data().field(kFittedSplit, field).num_rows();
  if (num_pixels > kMostPixelsOfAll || num_rows < num_pixels) {
    const int64_t num_fitted = std::min(num_fitted_rows(kMostRowsOfLarger, num_pixels), num_rows);
    return fit_principal_components(fitted_rows(context, field, 0, num_fitted), code_size(context));
  }
  RowMoments moments;
  for_each_block(num_rows, [&](int64_t begin, int64_t end) {
    moments = merged(moments, moments_of(fitted_rows(context, field, begin, end)));
  });
  return principal_components_of(gaussian_of(moments), code_size(context));
}

bool has_training_data(const MetricContext& context, const SubjectPart&) {
  return context.data().has_field(kFittedSplit, image_field(context.settings().fields));
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const std::string field = image_field(context.settings().fields);
  const PrincipalComponents components = fit(context, field);
  const auto values = [&](const Batch& stored) {
    const at::Tensor pixels = unit_pixels(stored, field);
    const at::Tensor kept = unproject(components, project(components, pixels.flatten(1)));
    // As reconstructions are brought to 8 bits, so that the two compare.
    const at::Tensor rounded = (kept.clamp(0, 1) * 255).round() / 255;
    return pixel_distances(rounded.view_as(pixels).permute({0, 3, 1, 2}),
                           pixels.permute({0, 3, 1, 2}));
  };
  const at::Tensor rows = gather_split_rows(context.data(), context.settings(),
                                            {.fields = {field},
                                             .num_values = kNumPixelDistances,
                                             .stream = measuring.stream,
                                             .values = values},
                                            context.communicator());
  Measured measured;
  for (const at::Tensor& column : rows.unbind(1)) {
    measured.values.emplace_back(mean_with_error(column));
  }
  return measured;
}

}  // namespace

Metric pca_reconstruction_metric() {
  return {.name = "pca_reconstruction",
          .sentence =
              "What as many principal components as the model's code has latents keep of the "
              "images of the split, fitted to the split train: to all of it where images have at "
              "most 3072 values, else to its first 3000 images, fewer of more than 13,333 values; "
              "pixels brought to 8 bits.",
          .version = 3,
          .subject = Subject::kReconstructions,
          .needs = {.capabilities = {needed<Encodes>()}, .of_data = has_training_data},
          .values = pixel_distance_values("pca_"),
          .measure = measure};
}

}  // namespace tandem
