// How far generated images lie from those of the split under a kernel on features.
#include <ATen/ATen.h>

#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/runs/metric_names.h"
#include "framework/statistics/kernel_distance.h"

namespace tandem {
namespace {

bool compares_blocks(const MetricContext& context, const SubjectPart&) {
  return num_compared(context) >= kFewestKernelRows;
}

Measured measure(const Measuring& measuring) {
  const ComparedFeatures& features = compared_features(measuring.context);
  // What the real images have among themselves serves both distances.
  const KernelReference real(features.real, tile_dealer(measuring.context));
  const KernelDistance found = real.distance(features.generated);
  MeasuredValue distance = found.value;
  distance.standard_error = found.deviation;
  if (features.other.defined()) {
    distance.real = real.distance(features.other).value;
  }
  return {.values = {distance}};
}

}  // namespace

Metric kid_metric() {
  return {.name = kKidMetric,
          .sentence =
              "Kernel distance: squared maximum mean discrepancy between the features of "
              "generated images and of as many of the split, 10,000 at most, with the "
              "kernel (x·y / features + 1)³. Unbiased, so that it may be negative.",
          .version = 2,
          .subject = Subject::kSamples,
          .needs = {.features = true, .of_data = compares_blocks},
          .values = {{.name = kKidMetric,
                      .direction = Direction::kLower,
                      .sentence = "from all pairs; its standard error by leaving out each of 20 "
                                  "blocks of images in turn"}},
          .measure = measure};
}

}  // namespace tandem
