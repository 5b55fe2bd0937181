// Walks the objectives of a model step by step, reports, evaluates, saves and restores.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "framework/checkpoint/background_saver.h"
#include "framework/checkpoint/checkpoint_store.h"
#include "framework/data/source_loader.h"
#include "framework/data/storage/data_sources.h"
#include "framework/metrics/data_features.h"
#include "framework/runs/evaluation_record.h"
#include "framework/training/model_state.h"
#include "framework/training/observer.h"
#include "framework/training/phase_plan.h"
#include "framework/training/run_configuration.h"
#include "framework/training/training_checkpoint.h"
#include "framework/training/update_report.h"

namespace tandem {

/// What a trainer works with; everything outlives it.
struct TrainerParts {
  const RunConfiguration& configuration;
  const DataSources& data;
  ModelState& state;
  Communicator& communicator;
  CheckpointStore& checkpoints;
  std::function<bool()> stop_requested;  // asked once a step
  DataFeatures* features = nullptr;      // what images are measured by; null: no network
  std::string numerics = {};             // what results depend on besides options and data
  /// Keeps what was measured, on rank 0.
  std::function<void(const EvaluationRecord& record)> keep_record = {};
};

enum class TrainingEnd { kDone, kStopped };

class Trainer {
 public:
  /// Collective.
  explicit Trainer(TrainerParts parts);

  /// Continues from the checkpoint of a step, whichever run it was saved by. Throws CheckpointError
  /// when it does not hold what this training needs. Collective.
  void restore(int64_t step);

  /// Trains to the end of the run, to step `until` of it, which changes nothing else, or to a stop
  /// request of any rank, and saves a checkpoint there. Others are written while it goes on. The
  /// observers outlive the call. Throws DivergedError on every rank at the same step when a value
  /// is not finite, once a checkpoint under way has taken its place. Collective.
  TrainingEnd run(std::vector<Observer*> observers, std::optional<int64_t> until = std::nullopt);

  /// After run() threw: gives a checkpoint that is under way a moment to take its place.
  void let_saving_end();

  /// Steps made so far.
  int64_t step() const { return training_.step; }

 private:
  const RunOptions& options() const { return parts_.configuration.options(); }

  void begin(Activity activity, std::optional<size_t> objective = std::nullopt);
  void train_step();
  void make_updates(size_t k);
  /// Takes in what the steps up to `step` computed; waits for the device where that is not done.
  void absorb_through(int64_t step);
  void report_and_save();
  NamedValues window_means();
  NamedValues evaluate();
  /// Whether this step is the best so far by its evaluation.
  bool note_best(const NamedValues& values);
  void show_samples();
  /// `is_due`: in a run that nothing interrupts there is a checkpoint, too. It takes its place
  /// while the training goes on.
  void save(bool is_due);
  void look_after_saving();
  void finish_saving() { tell_of_saved(saver_.finish()); }
  void tell_of_saved(std::optional<int64_t> step);
  StepTimes take_times();

  TrainerParts parts_;
  std::vector<Observer*> observers_;
  PhasePlan phases_;
  bool best_is_highest_;
  TrainingState training_;
  std::unique_ptr<SourceLoader> loader_;
  std::vector<Batch> batches_;  // drawn last in this step, by slot
  UpdateReportQueue reports_;
  BackgroundSaver saver_;
  int64_t saved_step_ = -1;
  bool stopping_ = false;
  bool has_stepped_ = false;  // in this process
  StepTimes times_;
  double reduction_seconds_before_ = 0;
};

}  // namespace tandem
