// The objectives of a model on a split that it is not trained on: the same numbers on any number
// of ranks. Called by the trainer and by `tandem-worker evaluate`.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "framework/data/files/data_set_file.h"
#include "framework/distributed/communicator.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"

namespace tandem {

using NamedValues = std::vector<std::pair<std::string, double>>;

struct EvaluationSettings {
  uint64_t seed = 0;
  int64_t step = 0;
  int64_t chunk_size = 500;
  std::string split = "test";
  std::vector<std::string> fields = {"images"};
  PixelRange pixel_range = PixelRange::kUnit;
};

/// Reads rows [begin, end) of fields of a group, as stored, to a device.
Batch read_batch(const DataSetGroup& group, const std::vector<std::string>& fields, int64_t begin,
                 int64_t end, const at::Device& device);

/// Means over all samples of the split of the terms of every objective that draws batches, named
/// `<split>/<objective>/<term>`, its total as `…/loss`. The split is cut into chunks of
/// `chunk_size` rows in file order; chunk c of objective o is computed by rank c mod R after
/// seeding from mix_seed{kEvaluation, seed, step, o, c}, and chunks are summed in order in float64.
/// The model is in evaluation mode. Collective.
NamedValues evaluate_objectives(const std::vector<Objective>& objectives, const DataSetFile& data,
                                const EvaluationSettings& settings, const at::Device& device,
                                Communicator& communicator);

}  // namespace tandem
