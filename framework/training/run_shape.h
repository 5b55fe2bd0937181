// How a run is cut into steps, updates and micro-batches, which micro-batches this rank executes,
// and the random stream of each.
#pragma once

#include <cstddef>
#include <cstdint>

#include "framework/core/seed.h"

namespace tandem {

/// A lane is the sequence of the micro-batches of one index m, over all updates; its number among
/// the lanes of this rank, from 0, is its local lane.
struct RunShape {
  uint64_t seed = 0;
  int64_t steps = 0;
  int64_t batch_size = 0;
  int64_t micro_batches = 1;    // M: lanes of the run
  int64_t first_lane = 0;       // of the lanes of this rank, which follow one another
  int64_t num_local_lanes = 1;  // lanes of this rank

  int64_t micro_batch_size() const { return batch_size / micro_batches; }
  int64_t lane_of(int64_t local_lane) const { return first_lane + local_lane; }
};

/// Which update it is.
struct UpdatePosition {
  int64_t step = 0;            // of the run
  size_t objective = 0;        // its place among the learners of the family
  int64_t update = 0;          // within the step
  int64_t own_step = 0;        // counted over the steps in which the objective is trained
  int64_t updates_before = 0;  // of the objective, in all steps
};

/// Seed of what is drawn for a micro-batch of an update.
inline uint64_t micro_batch_seed(Stream stream, const RunShape& shape,
                                 const UpdatePosition& position, int64_t lane) {
  return mix_seed(stream, shape.seed, position.step, position.objective, position.update, lane);
}

}  // namespace tandem
