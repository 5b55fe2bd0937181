// What metrics share that compare generated images with as many real ones.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "framework/metrics/metric_context.h"
#include "framework/statistics/frechet_distance.h"
#include "framework/statistics/neighbours.h"
#include "framework/statistics/row_tiles.h"

namespace tandem {

/// Images of either side at most: every one meets every other.
inline constexpr int64_t kMostCompared = 10'000;
/// Which neighbour a ball around an image reaches to.
inline constexpr int64_t kNearestNeighbour = 5;

/// How many of either side are compared: as many as there are of both, up to kMostCompared.
int64_t num_compared(const MetricContext& context);
/// Needs::of_data for metrics that need more than a handful of them.
bool compares_enough(const MetricContext& context, const SubjectPart& part);

/// Tiles dealt out to the ranks: tile t is computed by rank t mod R. Calls of it are collective.
TileDealer tile_dealer(MetricContext& context);

/// As many of each, (num_compared, features) float32 on the CPU.
struct ComparedFeatures {
  at::Tensor generated;  // the first
  at::Tensor real;       // of the split, the same ones for every model
  at::Tensor other;      // of another split; undefined where none has as many images
};
/// Collective.
const ComparedFeatures& compared_features(MetricContext& context);

/// Generated images beside those of the split, and images of another split beside them. Collective.
const Neighbourhoods& sample_neighbourhoods(MetricContext& context);
const std::optional<Neighbourhoods>& real_neighbourhoods(MetricContext& context);

/// The Gaussian of the features of the split, as what distances are taken from. Collective.
const FrechetReference& frechet_reference(MetricContext& context);

/// What is to be said where Gaussians are fitted to no more rows than they have features; else
/// empty.
std::string few_rows_note(int64_t num_generated, int64_t num_real, int64_t num_features);

/// A seed for random choices of a metric: of (seed, step, metric).
uint64_t choice_seed(const Measuring& measuring);

}  // namespace tandem
