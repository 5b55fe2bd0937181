// A sweep in its directory: what its journal tells is replayed, what is decided is recorded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/sweep/journal.h"
#include "framework/sweep/study.h"
#include "framework/sweep/sweep_paths.h"
#include "framework/sweep/virtual_sweep.h"

namespace tandem {

/// What a job left, beside its result.
struct FinishedJob {
  TrialJob job;
  JobResult result;
  std::string run;                  // its directory, below that of the sweep
  std::filesystem::path grid = {};  // its newest grid of samples; or none
};

/// Several processes may have the same one, as long as no two of them construct, report or refresh
/// at a time.
class RecordedSweep {
 public:
  /// Whether parameters of trials that the journal has are taken from it, or made again and
  /// compared; then nothing is recorded.
  enum class Replay { kTrusted, kVerified };

  /// Opens the journal of the sweep, or begins it, and goes on as far as it tells. Throws
  /// ConfigError where the sweep is not the one that began, DataError for a journal that is damaged
  /// or, verified, differs from what the sweep decides; FileError.
  RecordedSweep(SweepPaths paths, SweepDefinition sweep, const std::vector<RunLength>& lengths,
                Replay replay = Replay::kTrusted);
  /// The simulation refers to the definition.
  RecordedSweep(const RecordedSweep&) = delete;
  RecordedSweep& operator=(const RecordedSweep&) = delete;

  /// What is to be run now, the most urgent first; empty when the sweep has ended.
  std::vector<TrialJob> jobs() const { return simulation_.jobs(); }

  /// Records what came of jobs, and what follows from it; of a long cause its beginning. Throws as
  /// the constructor does.
  void report(const std::vector<FinishedJob>& finished);

  /// Takes what other processes reported into account. Throws as the constructor does.
  void refresh();

  const VirtualSweep& simulation() const { return simulation_; }
  const Study& study() const { return study_; }

 private:
  void begin_study(const std::vector<RunLength>& lengths);
  void check_study(const std::vector<RunLength>& lengths) const;
  std::optional<Assignment> known_parameters(int64_t number) const;
  void check_parameters(int64_t number) const;
  void read_journal();
  void learn_from(const nlohmann::json& record);
  void learn_of_trial(int64_t trial, const nlohmann::json& attributes);
  void record_changes();
  std::optional<nlohmann::ordered_json> record_of(const SweepChange& change);
  std::optional<nlohmann::ordered_json> record_of_deviation(const SweepChange& change,
                                                            int64_t trial_id) const;
  void check_is_whole() const;
  bool is_recorded_state(const SweepChange& change);
  nlohmann::ordered_json record_of_beginning(int64_t number) const;
  void verify_beginning(int64_t number) const;

  SweepPaths paths_;
  SweepDefinition sweep_;
  Replay replay_;
  Journal journal_;
  Study study_;
  std::map<int64_t, std::vector<TrialState>> recorded_states_;  // by trial, in the journal's order
  /// Keys of system attributes of trials, those of artifacts among them; also of ended trials,
  /// whose attributes the study does not have.
  std::set<std::string> artifacts_;
  std::map<int64_t, size_t> num_made_;  // by trial: changes of state that the simulation made
  VirtualSweep simulation_;
};

/// Has a paused trial go on for a rung when nothing else is left to do. Throws UsageError for one
/// that is not there or not paused, DataError, FileError.
void promote_trial(const SweepPaths& paths, int64_t trial);

/// Makes all decisions of a sweep again, without recording anything. Returns the number of its
/// trials. Throws DataError naming the first that is otherwise, as the constructor does.
int64_t verify_sweep(const SweepPaths& paths, const SweepDefinition& sweep);

/// The sweep of a directory as its journal has it. Throws DataError, FileError.
Study read_study(const SweepPaths& paths);

}  // namespace tandem
