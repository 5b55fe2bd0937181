// How alike generated images are to each other, beside how alike real ones are.
#include <ATen/ATen.h>

#include <limits>

#include "framework/metrics/image_columns.h"
#include "framework/metrics/image_measures.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/structural_similarity.h"

namespace tandem {
namespace {

/// Of every other image with the one behind it: no image is in two pairs.
at::Tensor columns(MetricContext& context, const Part&, const MadeImages& made) {
  const at::Tensor images = rounded_unit(made.images, context.settings().pixel_range);
  const int64_t num_pairs = images.size(0) / 2;
  at::Tensor likeness =
      at::full({images.size(0)}, std::numeric_limits<double>::quiet_NaN(), at::kDouble);
  if (num_pairs == 0) return likeness.unsqueeze(1);
  const at::Tensor pairs = images.narrow(0, 0, 2 * num_pairs).unflatten(0, {num_pairs, 2});
  likeness.narrow(0, 0, num_pairs)
      .copy_(structural_similarity(pairs.select(1, 0), pairs.select(1, 1)));
  return likeness.unsqueeze(1);
}

Measured measure(const Measuring& measuring) {
  MeasuredValue likeness = mean_with_error(measuring.columns.select(1, 0));
  const at::Tensor real = real_columns(measuring, measuring.context.plan().num_samples);
  likeness.real = mean_with_error(real.select(1, 0)).value;
  return {.values = {likeness}};
}

}  // namespace

Metric ssim_diversity_metric() {
  return {.name = "ssim_diversity",
          .sentence =
              "Mean structural similarity of pairs of generated images, which no image shares. "
              "Above that of pairs of real ones, samples are less diverse than the data; below "
              "it, they show something else.",
          .subject = Subject::kSamples,
          .values = {{.name = "pair_ssim",
                      .sentence = "of the scale of the image alone, in a Gaussian window of 11 "
                                  "pixels or the largest odd one that fits"}},
          .columns = {.count = always(1), .values = columns},
          .measure = measure};
}

}  // namespace tandem
