// How far generated images lie from those of the split in what the feature network sees.
#include "framework/data/image_fields.h"
#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_samples = context.plan().num_samples;
  const int64_t num_real = count_split_rows(context.data(), context.settings(),
                                            {image_field(context.settings().fields)});
  const FrechetReference& data = frechet_reference(context);
  MeasuredValue distance = data.distance(fit_gaussian(context.samples().features));
  distance.floor = frechet_floor(data.gaussian().covariance, num_real, num_samples);
  if (const auto split = context.other_split(num_samples)) {
    distance.real = data.distance(context.data_gaussian(*split, num_samples));
  }
  return {.values = {distance},
          .note = few_rows_note(num_samples, num_real, context.network().num_features())};
}

}  // namespace

Metric fid_metric() {
  return {
      .name = kFidMetric,
      .sentence =
          "Squared Fréchet distance between Gaussians fitted to the features of "
          "generated images and of all images of the split. It falls as the number of "
          "samples grows: compare equal ones only. The floor is what as many images of one and "
          "the same normal distribution are expected to get; beside it stands what as many real "
          "images get, of the split valid, else of test, else of train, which is higher for a "
          "network that was trained on it.",
      .version = 2,
      .subject = Subject::kSamples,
      .when = Measure::kInTraining,
      .needs = {.features = true},
      .values = {{.name = kFidMetric,
                  .direction = Direction::kLower,
                  .sentence = "Squared Fréchet distance of features."}},
      .measure = measure};
}

}  // namespace tandem
