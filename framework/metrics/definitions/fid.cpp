// How far generated images lie from those of the split in what the feature network sees.
#include <optional>

#include "framework/metrics/metric_context.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_samples = context.plan().num_samples;
  const Gaussian fitted = fit_gaussian(context.samples().features);
  const Gaussian& data = context.data_gaussian(context.settings().split);
  MeasuredValue distance = frechet_distance(fitted, data);
  if (const auto split = context.other_split(num_samples)) {
    distance.real = frechet_distance(context.data_gaussian(*split, num_samples), data);
  }
  return {.values = {distance}};
}

}  // namespace

Metric fid_metric() {
  return {.name = "fid",
          .sentence =
              "Squared Fréchet distance between Gaussians fitted to the features of "
              "generated images and of all images of the split. It falls as the number of "
              "samples grows: compare equal ones only.",
          .subject = Subject::kSamples,
          .when = Measure::kInTraining,
          .needs = {.features = true},
          .values = {{.name = "fid",
                      .direction = Direction::kLower,
                      .sentence = "beside it that of as many real images, the first of the split "
                                  "valid, else of test, else of train: no generator can be told "
                                  "from the data below it; of train it is higher for a network "
                                  "that was trained on it"}},
          .measure = measure};
}

}  // namespace tandem
