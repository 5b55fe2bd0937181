// Whether generated images lie where real ones do, and everywhere there.
#include <optional>

#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const Coverage found = coverage_of(sample_neighbourhoods(context), kNearestNeighbour);
  std::optional<Coverage> real;
  if (const auto& neighbourhoods = real_neighbourhoods(context)) {
    real = coverage_of(*neighbourhoods, kNearestNeighbour);
  }
  const auto beside_real = [&](double Coverage::*member) {
    MeasuredValue value = found.*member;
    if (real) value.real = (*real).*member;
    return value;
  };
  const int64_t count = num_compared(context);
  MeasuredValue coverage = beside_real(&Coverage::coverage);
  coverage.ceiling = expected_coverage(count, count, kNearestNeighbour);
  return {.values = {beside_real(&Coverage::precision), beside_real(&Coverage::recall),
                     beside_real(&Coverage::density), coverage}};
}

}  // namespace

Metric prdc_metric() {
  return {.name = kPrdcMetric,
          .sentence =
              "Balls around the features of images, without their surface, reach to the "
              "fifth neighbour of the own kind: which of them hold images of the other "
              "kind. Of generated images and as many of the split, 10,000 at most; they "
              "depend on that number.",
          .version = 2,
          .subject = Subject::kSamples,
          .needs = {.features = true, .of_data = compares_enough},
          .values = {{.name = kPrecisionValue,
                      .direction = Direction::kHigher,
                      .sentence = "the fraction of generated images in a ball of a real one"},
                     {.name = kRecallValue,
                      .direction = Direction::kHigher,
                      .sentence = "the fraction of real images in a ball of a generated one"},
                     {.name = kDensityValue,
                      .sentence = "balls of real images that hold a generated one, divided by 5; 1 "
                                  "is expected of equal laws, more of images that crowd together"},
                     {.name = kCoverageValue,
                      .direction = Direction::kHigher,
                      .sentence = "the fraction of real images with a generated one in their ball; "
                                  "the ceiling is expected of equal laws"}},
          .measure = measure};
}

}  // namespace tandem
