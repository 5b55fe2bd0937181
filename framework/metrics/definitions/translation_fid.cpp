// How far translated images lie from real ones of their kind in what the feature network sees.
#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/metrics/subjects.h"
#include "framework/model/data_shapes.h"
#include "framework/statistics/frechet_distance.h"
#include "framework/statistics/kernel_distance.h"

namespace tandem {
namespace {

std::string target_field(const MetricContext& context, const SubjectPart& part) {
  return translation_of(context.model(), part).output;
}

bool network_takes_targets(const MetricContext& context, const SubjectPart& part) {
  const DataDescription data = context.data().description(context.settings().split);
  return context.network().accepts(image_shape(data, target_field(context, part)));
}

int64_t num_features(const MetricContext& context) { return context.network().num_features(); }

/// (N, features) of the translated images.
at::Tensor columns(MetricContext& context, const SubjectPart&, const MadeImages& made) {
  return context.network()
      .see(measured_pixels(made.images, context.settings().pixel_range))
      .features;
}

/// The features of `max_rows` images of the kind that stand for a split.
at::Tensor target_features(const Measuring& measuring, const std::string& split,
                           int64_t max_rows = kAllRows) {
  MetricContext& context = measuring.context;
  const std::string field = target_field(context, measuring.part);
  return gather_split_rows(context.data(), context.settings_of(split),
                           {.fields = {field},
                            .num_values = num_features(context),
                            .stream = measuring.stream,
                            .max_rows = max_rows,
                            .values =
                                [&](const Batch& stored) {
                                  return context.network().see(stored.field(field)).features;
                                }},
                           context.communicator());
}

/// In random order, kMostCompared at most.
at::Tensor some_rows(const at::Tensor& rows) {
  const int64_t count = std::min(rows.size(0), kMostCompared);
  return rows.index_select(0, standing_rows(rows.size(0), count));
}

struct TargetDistances {
  MeasuredValue frechet;
  std::optional<MeasuredValue> kernel;  // nothing for few images
};

/// From the features of the targets to those of translations and, where there are any, of others.
TargetDistances distances(const Measuring& measuring, const at::Tensor& targets,
                          const at::Tensor& others) {
  const at::Tensor& translated = measuring.columns;
  const FrechetReference reference(fit_gaussian(targets));
  TargetDistances found{reference.distance(fit_gaussian(translated)), std::nullopt};
  found.frechet.floor =
      frechet_floor(reference.gaussian().covariance, targets.size(0), translated.size(0));
  if (others.defined()) found.frechet.real = reference.distance(fit_gaussian(others));
  if (std::min(targets.size(0), translated.size(0)) < kFewestKernelRows) return found;
  const KernelReference of_targets(some_rows(targets), tile_dealer(measuring.context));
  const KernelDistance kernel = of_targets.distance(some_rows(translated));
  found.kernel = kernel.value;
  found.kernel->standard_error = kernel.deviation;
  if (others.defined()) found.kernel->real = of_targets.distance(some_rows(others)).value;
  return found;
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const int64_t num_images = measuring.columns.size(0);
  const at::Tensor targets = target_features(measuring, context.settings().split);
  at::Tensor others;
  // Sources may differ in their numbers of rows: those of the targets count.
  if (const auto split = context.other_split(num_images, target_field(context, measuring.part))) {
    others = target_features(measuring, *split, num_images);
  }
  const TargetDistances found = distances(measuring, targets, others);
  return {.values = {found.frechet, found.kernel},
          .note = few_rows_note(num_images, targets.size(0), num_features(context))};
}

}  // namespace

Metric translation_fid_metric() {
  return {.name = "translation_fid",
          .sentence =
              "Squared Fréchet distance between Gaussians fitted to the features of the translated "
              "images of the split and of its images of the kind that they are translated to, and "
              "the kernel distance of these, of 10,000 at most.",
          .version = 3,
          .subject = Subject::kTranslations,
          .needs = {.features = true, .of_data = network_takes_targets},
          .values = {{.name = "target_fid",
                      .direction = Direction::kLower,
                      .sentence = "the floor is what equal normal distributions are expected to "
                                  "get; beside it that of as many real ones of another split"},
                     {.name = "target_kid",
                      .direction = Direction::kLower,
                      .sentence = "with the kernel (x·y / features + 1)³; its standard error by "
                                  "leaving out each of 20 blocks of images in turn"}},
          .columns = {.count = num_features, .values = columns},
          .measure = measure};
}

}  // namespace tandem
