// Whether generated images are copies of training images.
#include "framework/statistics/memorization.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>

#include "framework/data/image_fields.h"
#include "framework/metrics/compared_features.h"
#include "framework/metrics/metric_context.h"
#include "framework/statistics/k_means.h"
#include "framework/statistics/principal_components.h"

namespace tandem {
namespace {

constexpr const char* kTraining = "train";
constexpr int64_t kMostComponents = 64;
constexpr int64_t kNumCells = 3;

/// The split is to be one that the model was not trained on.
bool has_unseen_images(const MetricContext& context, const SubjectPart& part) {
  const std::string field = image_field(context.settings().fields);
  return context.settings().split != kTraining && context.data().has_field(kTraining, field) &&
         context.data().field(kTraining, field).num_rows() >= kNumCells &&
         compares_enough(context, part);
}

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const at::Tensor& training = context.data_images(kTraining).features;
  const ComparedFeatures& features = compared_features(context);
  const TileDealer deal = tile_dealer(context);
  // Both together: the training images are laid out for a search once for all.
  const OtherNeighbours both =
      other_neighbours(at::cat({features.generated, features.real}), training, {}, deal);
  const auto nearest = both.nearest.chunk(2);  // of generated and of unseen images
  // Distances are squared here: below only their order counts.
  const auto own = nearest_others(training, both.index, deal).chunk(2);

  MeasuredValue authentic = authentic_share(nearest[0], own[0]);
  authentic.real = authentic_share(nearest[1], own[1]);

  const PrincipalComponents components = fit_principal_components(training, kMostComponents);
  const at::Tensor centers =
      k_means(project(components, training), kNumCells, choice_seed(measuring));
  const auto placed = [&](const at::Tensor& rows, const at::Tensor& distances) {
    return DistancesToTraining{nearest_center(project(components, rows), centers), distances};
  };
  const std::optional<double> z = copying_z(placed(features.generated, nearest[0]),
                                            placed(features.real, nearest[1]), kNumCells);
  return {.values = {authentic, z ? std::optional(MeasuredValue(*z)) : std::nullopt}};
}

}  // namespace

Metric memorization_metric() {
  return {.name = "memorization",
          .sentence =
              "Generated images and as many of the split, 10,000 at most, beside all "
              "training images, by their features. No number tells copies from images that "
              "are too simple: look at the nearest neighbours, too.",
          .version = 2,
          .subject = Subject::kSamples,
          .needs = {.features = true, .of_data = has_unseen_images},
          .values = {{.name = "authentic_share",
                      .sentence = "the fraction that lies farther from the nearest training image "
                                  "than that one from its own nearest: far below that of real "
                                  "images for copies"},
                     {.name = "copying_z",
                      .sentence = "z of the distances to the nearest training image against those "
                                  "of real images, averaged over 3 cells of the training images: "
                                  "far below 0 for copies, far above for images that lie apart"}},
          .measure = measure};
}

}  // namespace tandem
