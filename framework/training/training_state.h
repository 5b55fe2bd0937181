// A training between two steps, and how one begins.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "framework/data/batch.h"
#include "framework/distributed/communicator.h"
#include "framework/runs/best_checkpoint.h"
#include "framework/training/learner.h"
#include "framework/training/model_state.h"
#include "framework/training/phase_plan.h"
#include "framework/training/run_configuration.h"
#include "framework/training/term_window.h"

namespace tandem {

/// All that the next step goes on from, and that a checkpoint holds.
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

/// Before the first step: learners that have not begun, nothing counted. `state` and the
/// communicator outlive it.
TrainingState initial_state(const RunConfiguration& configuration, const PhasePlan& phases,
                            ModelState& state, Communicator& communicator);

/// Batches that the objectives drew so far: the position in the data, which no checkpoint keeps,
/// since it follows from the counts of updates.
int64_t batches_drawn(const TrainingState& training);

/// What the k-th objective needs before its first update: rank 0 does it with its first
/// micro-batch, the others take it over. Collective.
void prepare_objective(TrainingState& training, size_t k, const std::vector<Batch>& micro_batches,
                       ModelState& state, Communicator& communicator);

}  // namespace tandem
