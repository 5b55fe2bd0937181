#include "framework/metrics/compared_features.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/data/image_fields.h"

namespace tandem {
namespace {

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

}  // namespace

int64_t num_compared(const MetricContext& context) {
  const int64_t num_real = count_split_rows(context.data(), context.settings(),
                                            {image_field(context.settings().fields)});
  return std::min({context.plan().num_samples, num_real, kMostCompared});
}

bool compares_enough(const MetricContext& context, const Part&) {
  return num_compared(context) >= kFewestCompared;
}

TileDealer tile_dealer(MetricContext& context) {
  return [&context](int64_t num_rows, int64_t num_columns, const TileValues& values) {
    const ChunkedRows rows{
        .num_rows = num_rows, .chunk_size = kTileRows, .num_values = num_columns};
    return gather_rows(rows, context.settings(), values, context.communicator());
  };
}

ComparedFeatures compared_features(MetricContext& context) {
  const int64_t count = num_compared(context);
  ComparedFeatures features{
      .generated = context.samples().features.narrow(0, 0, count),
      .real = context.data_images(context.settings().split).features.narrow(0, 0, count)};
  if (const auto split = context.other_split(count)) {
    features.other = context.data_images(*split, count).features;
  }
  return features;
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
    return FrechetReference(context.data_gaussian(context.settings().split));
  });
}

uint64_t choice_seed(const Measuring& measuring) {
  const EvaluationSettings& settings = measuring.context.settings();
  return mix_seed(Stream::kEvaluation, settings.seed, settings.step, measuring.stream);
}

}  // namespace tandem
