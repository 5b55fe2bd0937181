#include "framework/training/checkpoint_saver.h"

#include <utility>

#include "framework/core/log.h"
#include "framework/training/training_checkpoint.h"

namespace tandem {

CheckpointSaver::CheckpointSaver(CheckpointStore& store, const RunOptions& options,
                                 Communicator& communicator, Observer& observer)
    : store_(store),
      options_(options),
      communicator_(communicator),
      observer_(observer),
      saver_(store) {}

void CheckpointSaver::check_owner() const {
  if (communicator_.rank() == 0) store_.check_owner();
}

void CheckpointSaver::save(const TrainingState& training, bool is_due) {
  observer_.on_activity(Activity::kSaving, std::nullopt);
  // One at a time: each holds a copy of all that it saves.
  finish();
  auto checkpoint = seal_training(training, communicator_);
  if (!checkpoint) return;
  // Before a line tells of it: another job may have taken the run over.
  store_.check_owner();
  const CheckpointRecord record = record_of(checkpoint->manifest, training);
  observer_.on_saving(record, is_due);
  saver_.start(std::move(*checkpoint));
  if (!options_.checkpoint.background) finish();
}

void CheckpointSaver::look_after() {
  tell_of(saver_.poll());
  const SupervisionOptions& supervision = options_.supervision;
  if (supervision.patience_seconds == 0) return;
  if (saver_.age() < std::chrono::seconds(supervision.saving_patience_seconds)) return;
  finish();
}

void CheckpointSaver::finish() {
  const std::chrono::seconds patience(options_.supervision.saving_patience_seconds);
  const bool is_late = !saver_.is_done_within(patience - saver_.age());
  // Whoever watches this rank counts from now on, and not from where the checkpoint was begun.
  if (is_late) observer_.on_activity(Activity::kSavingLate, std::nullopt);
  const auto saved = saver_.finish();
  if (is_late) observer_.on_activity(Activity::kSaving, std::nullopt);
  tell_of(saved);
}

void CheckpointSaver::let_end() {
  constexpr std::chrono::seconds kMoment{30};
  observer_.on_activity(Activity::kSaving, std::nullopt);
  if (!saver_.is_done_within(kMoment)) log_warning("the checkpoint under way is given up");
}

void CheckpointSaver::tell_of(std::optional<int64_t> saved) {
  if (saved) observer_.on_checkpoint(*saved);
}

}  // namespace tandem
