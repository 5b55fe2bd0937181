#include "framework/metrics/compared_features.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/data/image_fields.h"

namespace tandem {
namespace {

// Balls need kNearestNeighbour + 1 of them at least.
constexpr int64_t kFewestCompared = 10;

const OwnNeighbours& neighbours_in_split(MetricContext& context) {
  return context.once<OwnNeighbours>("neighbours in the split", [&] {
    return own_neighbours(compared_features(context).real, kNearestNeighbour, tile_dealer(context));
  });
}

Neighbourhoods beside_split(MetricContext& context, const at::Tensor& features) {
  return find_neighbourhoods(neighbours_in_split(context), compared_features(context).real,
                             features, kNearestNeighbour, tile_dealer(context));
}

at::Tensor chosen_rows(const at::Tensor& rows, int64_t count) {
  return rows.index_select(0, standing_rows(rows.size(0), count));
}

ComparedFeatures compared(MetricContext& context) {
  const int64_t count = num_compared(context);
  ComparedFeatures features{
      .generated = context.samples().features.narrow(0, 0, count),
      // Rows of a split may lie in the order of what they show; generated ones are random anyway.
      .real = chosen_rows(context.data_images(context.settings().split).features, count)};
  if (const auto split = context.other_split(count)) {
    features.other = chosen_rows(context.data_images(*split, count).features, count);
  }
  return features;
}

}  // namespace

int64_t num_compared(const MetricContext& context) {
  const int64_t num_real = count_split_rows(context.data(), context.settings(),
                                            {image_field(context.settings().fields)});
  return std::min({context.plan().num_samples, num_real, kMostCompared});
}

bool compares_enough(const MetricContext& context, const SubjectPart&) {
  return num_compared(context) >= kFewestCompared;
}

TileDealer tile_dealer(MetricContext& context) {
  // Tiles are dealt out as chunks of samples are: the same bits on any number of ranks.
  return [&context](int64_t num_rows, int64_t num_columns, const TileValues& values) {
    const ChunkedRows rows{
        .num_rows = num_rows, .chunk_size = kTileRows, .num_values = num_columns};
    return gather_rows(rows, context.settings(), values, context.communicator());
  };
}

const ComparedFeatures& compared_features(MetricContext& context) {
  return context.once<ComparedFeatures>("compared features", [&] { return compared(context); });
}

const Neighbourhoods& sample_neighbourhoods(MetricContext& context) {
  return context.once<Neighbourhoods>("neighbours of samples", [&] {
    return beside_split(context, compared_features(context).generated);
  });
}

const std::optional<Neighbourhoods>& real_neighbourhoods(MetricContext& context) {
  return context.once<std::optional<Neighbourhoods>>(
      "neighbours of real images", [&]() -> std::optional<Neighbourhoods> {
        const at::Tensor other = compared_features(context).other;
        if (!other.defined()) return std::nullopt;
        return beside_split(context, other);
      });
}

const FrechetReference& frechet_reference(MetricContext& context) {
  return context.once<FrechetReference>("fréchet reference", [&] {
    // Kept, since its square root takes the third power of the number of features.
    return FrechetReference(context.data_gaussian(context.settings().split));
  });
}

std::string few_rows_note(int64_t num_generated, int64_t num_real, int64_t num_features) {
  if (std::min(num_generated, num_real) > num_features) return "";
  return "There are no more images (" + std::to_string(num_generated) + " generated, " +
         std::to_string(num_real) + " real) than features (" + std::to_string(num_features) +
         "): the covariances are singular, and the floor is too low.";
}

uint64_t choice_seed(const Measuring& measuring) {
  const EvaluationSettings& settings = measuring.context.settings();
  return mix_seed(Stream::kEvaluation, settings.seed, settings.step, measuring.stream);
}

}  // namespace tandem
