// How far translated images lie from real ones of their kind in what the feature network sees.
#include "framework/metrics/metric_context.h"
#include "framework/model/data_shapes.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {
namespace {

std::string target_field(const MetricContext& context, const Part& part) {
  return capability<TranslatesImages>(context.model())->translations()[part.index].output;
}

bool network_takes_targets(const MetricContext& context, const Part& part) {
  const DataDescription data = context.data().description(context.settings().split);
  return context.network().accepts(image_shape(data, target_field(context, part)));
}

int64_t num_features(const MetricContext& context) { return context.network().num_features(); }

at::Tensor columns(MetricContext& context, const Part&, const MadeImages& made) {
  return context.network()
      .see(measured_pixels(made.images, context.settings().pixel_range))
      .features;
}

/// Fitted to the features of the first `max_rows` images of the kind in a split.
Gaussian target_gaussian(const Measuring& measuring, const std::string& split, int64_t max_rows) {
  MetricContext& context = measuring.context;
  EvaluationSettings of_split = context.settings();
  of_split.split = split;
  const std::string field = target_field(context, measuring.part);
  return fit_gaussian(
      gather_split_rows(context.data(), of_split,
                        {.fields = {field},
                         .num_values = num_features(context),
                         .stream = measuring.stream,
                         .max_rows = max_rows,
                         .values =
                             [&](const Batch& stored) {
                               return context.network().see(stored.field(field)).features;
                             }},
                        context.communicator()));
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_images = measuring.columns.size(0);
  const Gaussian targets = target_gaussian(measuring, context.settings().split, kAllRows);
  MeasuredValue distance = frechet_distance(fit_gaussian(measuring.columns), targets);
  const auto split = context.other_split(num_images);
  if (split && context.data().has_field(*split, target_field(context, measuring.part))) {
    distance.real = frechet_distance(target_gaussian(measuring, *split, num_images), targets);
  }
  return {.values = {distance}};
}

}  // namespace

Metric translation_fid_metric() {
  return {.name = "translation_fid",
          .sentence =
              "Squared Fréchet distance between Gaussians fitted to the features of the translated "
              "images of the split and of its images of the kind that they are translated to.",
          .subject = Subject::kTranslations,
          .needs = {.features = true, .of_data = network_takes_targets},
          .values = {{.name = "target_fid",
                      .direction = Direction::kLower,
                      .sentence = "beside it that of as many real ones of another split"}},
          .columns = {.count = num_features, .values = columns},
          .measure = measure};
}

}  // namespace tandem
