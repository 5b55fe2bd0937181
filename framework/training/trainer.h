// The loop of a training: walks the objectives of a model step by step, and has it reported,
// evaluated and saved when that is due.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/checkpoint/checkpoint_store.h"
#include "framework/data/source_loader.h"
#include "framework/data/storage/data_sources.h"
#include "framework/metrics/measuring_networks.h"
#include "framework/runs/evaluation_record.h"
#include "framework/training/best_metric.h"
#include "framework/training/checkpoint_saver.h"
#include "framework/training/model_state.h"
#include "framework/training/observer_list.h"
#include "framework/training/phase_plan.h"
#include "framework/training/report_window.h"
#include "framework/training/run_configuration.h"
#include "framework/training/training_state.h"
#include "framework/training/update_report.h"

namespace tandem {

/// What a trainer works with; everything outlives it.
struct TrainerSetup {
  const RunConfiguration& configuration;
  const DataSources& data;
  ModelState& state;
  Communicator& communicator;
  CheckpointStore& checkpoints;
  std::function<bool()> stop_requested;   // asked once a step
  MeasuringNetworks* networks = nullptr;  // that images are measured by; null: none
  std::string numerics = {};              // what results depend on besides options and data
  /// Keeps what was measured, on rank 0.
  std::function<void(const EvaluationRecord& record)> keep_record = {};
};

enum class TrainingEnd { kDone, kStopped };

/// Owns a training in its course: the state, the batches that it draws, what was not reported yet.
class Trainer {
 public:
  /// Collective.
  explicit Trainer(TrainerSetup setup);
  // Its parts refer to each other.
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  /// Continues from the checkpoint of a step, whichever run it was saved by. Throws CheckpointError
  /// when it does not hold what this training needs. Collective.
  void restore(int64_t step);

  /// Trains to the end of the run, to step `until` of it, which changes nothing else, or to a stop
  /// request of any rank, and saves a checkpoint there. Others are written while it goes on. The
  /// observers outlive the call. Throws DivergedError on every rank at the same step when a value
  /// is not finite, once a checkpoint under way has taken its place. Collective.
  TrainingEnd run(std::vector<Observer*> observers, std::optional<int64_t> until = std::nullopt);

  /// After run() threw: gives a checkpoint that is under way a moment to take its place.
  void let_saving_end() { saver_.let_end(); }

  /// Steps made so far.
  int64_t step() const { return training_.step; }

 private:
  const RunOptions& options() const { return setup_.configuration.options(); }

  void train_step();
  void make_updates(size_t k);
  /// Takes in what the steps up to `step` computed; waits for the device where that is not done.
  void absorb_through(int64_t step);
  /// The same, timed.
  void wait_for_device(int64_t step);
  void report_and_save();
  NamedValues evaluate();
  void show_samples();
  /// `is_due`: in a run that nothing interrupts there is a checkpoint, too.
  void save(bool is_due);

  TrainerSetup setup_;
  ObserverList observers_;
  PhasePlan phases_;
  BestMetric best_;
  TrainingState training_;
  ReportWindow window_;
  std::optional<SourceLoader> loader_;  // while a run goes on
  std::vector<Batch> batches_;          // drawn last in this step, by local lane
  UpdateReportQueue reports_;
  CheckpointSaver saver_;
  int64_t saved_step_ = -1;
  bool stopping_ = false;
};

}  // namespace tandem
