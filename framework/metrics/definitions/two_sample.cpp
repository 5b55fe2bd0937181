// Whether generated images can be told from real ones.
#include <ATen/ATen.h>

#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/logistic_two_sample.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const ComparedFeatures& features = compared_features(context);
  const uint64_t seed = choice_seed(measuring);
  const TwoSampleAccuracy found = logistic_two_sample(features.real, features.generated, seed);
  MeasuredValue logistic = found.accuracy;
  logistic.standard_error = found.deviation;
  // What guesses get.
  logistic.floor = 0.5;
  MeasuredValue nearest = nearest_neighbour_accuracy(sample_neighbourhoods(context));
  if (features.other.defined()) {
    logistic.real = logistic_two_sample(features.real, features.other, seed).accuracy;
    nearest.real = nearest_neighbour_accuracy(*real_neighbourhoods(context));
  }
  return {.values = {logistic, nearest}};
}

}  // namespace

Metric two_sample_metric() {
  return {
      .name = "two_sample",
      .sentence =
          "Accuracy in telling generated images from as many of the split, 10,000 at "
          "most, by their features: half for images that cannot be told apart.",
      .version = 2,
      .subject = Subject::kSamples,
      .needs = {.features = true, .of_data = compares_enough},
      .values = {{.name = "two_sample_logistic",
                  .direction = Direction::kLower,
                  .sentence = "of logistic regression, trained on half of them and tried on the "
                              "others; the standard error is that of equal laws"},
                 {.name = "two_sample_nearest",
                  .sentence = "of the nearest other image: near 0 for copies, near 1 for images "
                              "that lie apart"}},
      .measure = measure};
}

}  // namespace tandem
