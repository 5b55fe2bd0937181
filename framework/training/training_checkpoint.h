// What a checkpoint holds of a training: weights and buffers, what learners keep between updates,
// lane state, and the counts that the rest follows from.
#pragma once

#include <cstdint>
#include <functional>
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

/// Saves it as the checkpoint of its step; rank 0 calls `on_saving` before that is in its place.
/// Throws FileError on rank 0. Collective.
void save_training(const CheckpointStore& store, const TrainingState& training,
                   Communicator& communicator,
                   const std::function<void(const CheckpointRecord&)>& on_saving);

/// Sets it to the checkpoint of a step, whichever run that was saved by. Throws CheckpointError
/// when it does not hold what this training needs. Every rank restores by itself.
void restore_training(const CheckpointStore& store, int64_t step, const PhasePlan& phases,
                      TrainingState& training);

}  // namespace tandem
