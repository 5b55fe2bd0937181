// What a checkpoint holds of a training: weights and buffers, what learners keep between updates,
// lane state, and the counts that the rest follows from.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "framework/checkpoint/checkpoint_store.h"
#include "framework/runs/checkpoint_record.h"
#include "framework/training/learner.h"
#include "framework/training/phase_plan.h"
#include "framework/training/report_window.h"

namespace tandem {

/// A training between two steps.
struct TrainingState {
  RunShape shape;
  FlatParameters& parameters;
  SharedTensors shared;
  std::vector<Learner> learners = {};
  std::vector<TermWindow> windows = {};  // per learner
  std::vector<int64_t> updates = {};     // per learner, over the run and those it branched from
  int64_t step = 0;                      // steps made
  std::optional<BestCheckpoint> best = std::nullopt;
};

/// The checkpoint of its step, on rank 0; none on the others. Collective.
std::optional<SealedCheckpoint> seal_training(const TrainingState& training,
                                              Communicator& communicator);

/// What a report says of that checkpoint.
CheckpointRecord record_of(const CheckpointManifest& manifest, const TrainingState& training);

/// Sets it to the checkpoint of a step, whichever run that was saved by; rank 0 reads it. Throws
/// CheckpointError when it does not hold what this training needs. Collective.
void restore_training(CheckpointStore& store, int64_t step, const PhasePlan& phases,
                      Communicator& communicator, TrainingState& training);

}  // namespace tandem
