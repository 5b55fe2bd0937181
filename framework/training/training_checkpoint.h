// What a checkpoint holds of a training: weights and buffers, what learners keep between updates,
// lane state, and the counts that the rest follows from.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/checkpoint/checkpoint_store.h"
#include "framework/runs/checkpoint_record.h"
#include "framework/training/phase_plan.h"
#include "framework/training/training_state.h"

namespace tandem {

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
