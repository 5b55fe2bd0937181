// How a run is cut into micro-batches, and which of them this rank executes.
#pragma once

#include <cstdint>

namespace tandem {

struct RunShape {
  uint64_t seed = 0;
  int64_t steps = 0;
  int64_t batch_size = 0;
  int64_t micro_batches = 1;  // M
  int64_t first_lane = 0;  // this rank's micro-batches: first_lane … first_lane + num_lanes − 1
  int64_t num_lanes = 1;

  int64_t micro_batch_size() const { return batch_size / micro_batches; }
};

}  // namespace tandem
