// How far generated images lie from those of the split in what the feature network sees.
#include <optional>

#include "framework/data/image_fields.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {
namespace {

/// The first other split with at least `num_rows` images, those that the network may know last.
std::optional<std::string> other_split(const MetricContext& context, int64_t num_rows) {
  const std::string field = image_field(context.settings().fields);
  for (const char* split : {"valid", "test", "train"}) {
    if (split == context.settings().split || !context.data().has_field(split, field)) continue;
    if (context.data().field(split, field).num_rows() >= num_rows) return split;
  }
  return std::nullopt;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_samples = context.plan().num_samples;
  const Gaussian fitted = fit_gaussian(context.samples().features);
  const Gaussian& reference = context.data_gaussian(context.settings().split);
  std::optional<double> floor;
  if (const auto split = other_split(context, num_samples)) {
    floor = frechet_distance(context.data_gaussian(*split, num_samples), reference);
  }
  return {frechet_distance(fitted, reference), static_cast<double>(num_samples), floor};
}

}  // namespace

Metric classifier_fid_metric() {
  return {.name = "classifier_fid",
          .sentence =
              "Squared Fréchet distance between Gaussians fitted to the features of "
              "generated images and of all images of the split. It falls as the number of "
              "samples grows: compare equal ones only.",
          .subject = Subject::kSamples,
          .needs = {.feature_network = true},
          .values = {{.name = "classifier_fid", .direction = Direction::kLower},
                     {.name = "classifier_fid_samples", .sentence = "generated images"},
                     {.name = "classifier_fid_floor",
                      .sentence = "the distance of as many real images, the first of the split "
                                  "valid, else of test, else of train, from those of the split: no "
                                  "generator can be told from the data below it; of train it is "
                                  "higher for a network that was trained on it"}},
          .measure = measure};
}

}  // namespace tandem
