// How alike generated images are to each other, beside how alike real ones are.
#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "framework/core/seed.h"
#include "framework/data/image_fields.h"
#include "framework/data/read_batch.h"
#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/structural_similarity.h"

namespace tandem {
namespace {

constexpr int64_t kPairsAtOnce = 50;

/// Of each of 2n images (2n, C, H, W) in [0, 1] with the one behind it, (n): no image is in two
/// pairs.
at::Tensor likeness_of_pairs(const at::Tensor& images) {
  const at::Tensor pairs = images.unflatten(0, {images.size(0) / 2, 2});
  return structural_similarity(pairs.select(1, 0), pairs.select(1, 1));
}

/// A number in the place of every pair; the other places hold none.
at::Tensor columns(MetricContext& context, const SubjectPart&, const MadeImages& made) {
  const at::Tensor images = rounded_unit(made.images, context.settings().pixel_range);
  const int64_t num_pairs = images.size(0) / 2;
  at::Tensor likeness =
      at::full({images.size(0)}, std::numeric_limits<double>::quiet_NaN(), at::kDouble);
  if (num_pairs == 0) return likeness.unsqueeze(1);
  likeness.narrow(0, 0, num_pairs).copy_(likeness_of_pairs(images.narrow(0, 0, 2 * num_pairs)));
  return likeness.unsqueeze(1);
}

/// The mean of as many pairs of real images, drawn from the whole split: its neighbours may show
/// the same.
double real_likeness(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const EvaluationSettings& settings = context.settings();
  const std::string field = image_field(settings.fields);
  const int64_t num_rows = context.data().field(settings.split, field).num_rows();
  // Not by the run's seed: every model stands beside the same pairs.
  const std::vector<int64_t> order = permutation(num_rows, measuring.stream);
  const auto image = [&](int64_t place) {
    const int64_t row = order[static_cast<size_t>(place)];
    return read_batch(context.data(), {settings.split, row, row + 1}, {field}, at::kCPU)
        .field(field);
  };
  const auto values = [&](int64_t begin, int64_t end) {
    std::vector<at::Tensor> images;
    for (int64_t place = 2 * begin; place < 2 * end; ++place) images.push_back(image(place));
    const at::Tensor pixels = at::cat(images).permute({0, 3, 1, 2}).to(at::kDouble) / 255;
    return likeness_of_pairs(pixels).unsqueeze(1);
  };
  const int64_t num_pairs = std::min(context.plan().num_samples, num_rows) / 2;
  return gather_rows(
             {.num_rows = num_pairs, .chunk_size = kPairsAtOnce, .stream = measuring.stream},
             settings, values, context.communicator())
      .mean()
      .item<double>();
}

Measured measure(const Measuring& measuring) {
  MeasuredValue likeness = mean_with_error(measuring.columns.select(1, 0));
  likeness.real = real_likeness(measuring);
  return {.values = {likeness}};
}

}  // namespace

Metric ssim_diversity_metric() {
  return {.name = "ssim_diversity",
          .sentence =
              "Mean structural similarity of pairs of generated images, which no image shares. "
              "Above that of pairs of real ones, samples are less diverse than the data; below "
              "it, they show something else.",
          .version = 2,
          .subject = Subject::kSamples,
          .values = {{.name = "pair_ssim",
                      .sentence = "of the scale of the image alone, in a Gaussian window of 11 "
                                  "pixels or the largest odd one that fits"}},
          .columns = {.count = always(1), .values = columns},
          .measure = measure};
}

}  // namespace tandem
