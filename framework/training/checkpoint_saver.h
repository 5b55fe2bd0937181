// Saves the checkpoints of a training, and tells what becomes of them.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/checkpoint/background_saver.h"
#include "framework/checkpoint/checkpoint_store.h"
#include "framework/distributed/communicator.h"
#include "framework/training/observer.h"
#include "framework/training/run_options.h"
#include "framework/training/training_state.h"

namespace tandem {

/// Owns the checkpoint under way: begins it, waits for it where it must, and tells the observer
/// when it is about to be written and when it has taken its place. What writing it threw is thrown
/// by the next call that looks at it.
class CheckpointSaver {
 public:
  /// References outlive the saver.
  CheckpointSaver(CheckpointStore& store, const RunOptions& options, Communicator& communicator,
                  Observer& observer);

  /// Throws where this job must not write to the run any more, as another one has it. Asks on the
  /// rank that writes alone.
  void check_owner() const;
  /// Begins the checkpoint of a training, which takes its place while the training goes on.
  /// `is_due`: in a run that nothing interrupts there is one, too. Collective.
  void save(const TrainingState& training, bool is_due);
  /// To be called after each step: tells of what has taken its place, and waits for what takes
  /// longer than the run's patience.
  void look_after();
  /// Waits for what is under way.
  void finish();
  /// Gives what is under way a moment to take its place; nothing is thrown or told of it.
  void let_end();

 private:
  void tell_of(std::optional<int64_t> saved);

  CheckpointStore& store_;
  const RunOptions& options_;
  Communicator& communicator_;
  Observer& observer_;
  BackgroundSaver saver_;
};

}  // namespace tandem
