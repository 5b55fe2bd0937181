// Walks the objectives of a model step by step, reports, evaluates, saves and restores. Called by
// `tandem-worker run` on every rank.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "framework/checkpoint/checkpoint_store.h"
#include "framework/data/source_loader.h"
#include "framework/data/storage/data_sources.h"
#include "framework/metrics/data_features.h"
#include "framework/training/learner.h"
#include "framework/training/model_state.h"
#include "framework/training/observer.h"
#include "framework/training/phase_plan.h"
#include "framework/training/run_configuration.h"
#include "framework/training/update_report.h"

namespace tandem {

/// What a trainer works with; everything outlives it.
struct TrainerParts {
  const RunConfiguration& configuration;
  const DataSources& data;
  ModelState& state;
  Communicator& communicator;
  const CheckpointStore& checkpoints;
  std::function<bool()> stop_requested;  // asked once a step
  DataFeatures* features = nullptr;      // what images are measured by; null: no network
};

enum class TrainingEnd { kDone, kStopped };

class Trainer {
 public:
  /// Collective.
  explicit Trainer(TrainerParts parts);

  /// Continues from the checkpoint of a step, whichever run it was saved by. Throws CheckpointError
  /// when it does not hold what this training needs. Every rank loads by itself.
  void restore(int64_t step);

  /// Trains to the end of the run, to step `until` of it, which changes nothing else, or to a stop
  /// request of any rank, and saves a checkpoint there. The observers outlive the call. Throws
  /// DivergedError on every rank at the same step when a value is not finite; checkpoints are then
  /// as they were. Collective.
  TrainingEnd run(std::vector<Observer*> observers, std::optional<int64_t> until = std::nullopt);

  /// Steps made so far.
  int64_t step() const { return step_; }

 private:
  struct TermWindow {
    std::vector<double> sums;
    int64_t count = 0;
  };

  void make_loader();
  void train_step();
  void prepare(const Learner& learner, size_t index, const std::vector<Batch>& batches);
  void absorb(const std::vector<UpdateReport>& reports);
  [[noreturn]] void report_divergence(const UpdateReport& report) const;
  void handle_boundary(bool last);
  /// Whether the checkpoint of this step is to be kept as the best by its evaluation.
  bool note_best(const NamedValues& values);
  NamedValues window_means();
  NamedValues evaluate();
  StepTimes take_times();
  void save();
  NamedTensors training_tensors() const;
  void restore_state(const nlohmann::json& state, const std::filesystem::path& origin);
  int64_t num_batches_drawn() const;

  TrainerParts parts_;
  std::vector<Observer*> observers_;
  RunShape shape_;
  PhasePlan phases_;
  bool best_is_highest_;
  std::vector<Learner> learners_;
  std::unique_ptr<SourceLoader> loader_;
  SharedTensors shared_;
  UpdateReportQueue reports_;
  std::vector<TermWindow> windows_;
  std::vector<int64_t> updates_before_;  // per learner, over the run and those it branched from
  int64_t step_ = 0;
  int64_t saved_step_ = -1;
  std::optional<BestCheckpoint> best_;
  bool stopping_ = false;
  StepTimes times_;
  double reduction_seconds_before_ = 0;
};

}  // namespace tandem
