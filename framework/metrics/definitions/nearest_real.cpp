// How far generated images lie from the nearest real one.
#include <ATen/ATen.h>

#include <cmath>

#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"

namespace tandem {
namespace {

/// Of every generated image, (N); neighbours are found by squared distances.
at::Tensor distances_in(const Neighbourhoods& found) { return found.of_generated.nearest.sqrt(); }

Measured measure(const Measuring& measuring) {
  const at::Tensor distances = distances_in(sample_neighbourhoods(measuring.context));
  MeasuredValue mean = distances.mean().item<double>();
  mean.standard_error =
      distances.std().item<double>() / std::sqrt(static_cast<double>(distances.size(0)));
  if (const auto& real = real_neighbourhoods(measuring.context)) {
    mean.real = distances_in(*real).mean().item<double>();
  }
  return {.values = {mean}};
}

}  // namespace

Metric nearest_real_metric() {
  return {.name = "nearest_real",
          .sentence =
              "Mean Euclidean distance of the features of generated images from those of "
              "the nearest image of the split, of as many, 10,000 at most.",
          .version = 2,
          .subject = Subject::kSamples,
          .needs = {.features = true, .of_data = compares_enough},
          .values = {{.name = "nearest_real",
                      .sentence = "far below that of real images: copies; far above: no such "
                                  "images"}},
          .measure = measure};
}

}  // namespace tandem
