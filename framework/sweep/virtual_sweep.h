// A sweep as a function of its definition and of what came of its jobs: a simulation with so many
// workers, whose decisions do not depend on how many real ones there are, how fast they are, and
// how often they are stopped.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/sweep/sampler.h"
#include "framework/sweep/scheduler.h"
#include "framework/sweep/trial_job.h"

namespace tandem {

/// One thing that a simulation found to be so, in the order in which it did.
struct SweepChange {
  enum class Kind { kBegun, kState, kValue, kDeviation, kDiverged };

  Kind kind = Kind::kBegun;
  int64_t trial = 0;
  TrialState state = TrialState::kRunning;     // kState
  int64_t step = 0;                            // kValue, kDeviation
  std::optional<double> value = std::nullopt;  // kValue, kDeviation, and kState of an end
};

/// Gives the parameters of a new trial for which the scheduler has none.
using ParameterSource = std::function<Assignment(const SamplerRequest& request)>;
/// The parameters of a trial that began before; nothing for one that is new.
using KnownParameters = std::function<std::optional<Assignment>(int64_t trial)>;

class VirtualSweep {
 public:
  /// `lengths`: of the runs of each family, in the order of the families. `sweep` must outlive it.
  /// `scheduler`: another than the one that it names.
  VirtualSweep(const SweepDefinition& sweep, std::vector<RunLength> lengths,
               ParameterSource parameters, std::optional<SchedulerKind> scheduler = std::nullopt);

  /// From now on a trial that `known` knows has those parameters, whoever gave them to it.
  void trust(KnownParameters known) { known_parameters_ = std::move(known); }

  /// What came of a job. In the order of arrival, results count in the order of these calls.
  void learn(const JobKey& key, JobResult result);
  /// So many trials are made in all. Called again: when all of those have ended, the others are.
  void extend(int64_t num_trials);
  /// A trial that is paused goes on for a rung when nothing else does.
  void promote(int64_t trial);

  /// Goes on as far as what is known allows, and returns what changed.
  std::vector<SweepChange> advance();

  /// What must be known to go on, the most urgent first. Empty when the sweep has ended.
  std::vector<TrialJob> jobs() const;

  const SweepState& state() const { return state_; }
  /// The family of a trial: its index in the definition.
  size_t family_of(int64_t trial) const;

 private:
  struct Flight {
    double end = 0;
    TrialJob job;
  };

  void fill_workers();
  bool queue_next();
  void begin(const TrialBeginning& beginning);
  void go_on(int64_t trial);
  void queue_rung(int64_t trial);
  std::vector<int64_t> seeds_at(const TrialCourse& course, size_t rung) const;
  std::optional<Flight> next_end() const;
  void finish(const Flight& flight);
  void reach_rung(int64_t trial);
  void lose(int64_t trial, JobResult::End end);
  void drop_jobs_of(int64_t trial);
  bool end_phase();
  void set_state(int64_t trial, TrialState state, std::optional<double> value = std::nullopt);
  double summary(std::vector<double> values) const;
  void note_values(int64_t trial, size_t rung);

  SweepState state_;
  std::vector<RunLength> lengths_;
  ParameterSource parameters_;
  KnownParameters known_parameters_;
  SchedulerKind scheduler_kind_;
  std::unique_ptr<Scheduler> scheduler_;
  double now_ = 0;                 // in steps of a family of cost 1
  std::deque<int64_t> budgets_;    // numbers of trials; the first is the present one
  std::deque<int64_t> promoted_;   // by hand
  std::deque<TrialJob> queue_;     // begun before anything else is
  std::vector<Flight> flights_;    // with a worker each
  std::vector<int64_t> num_open_;  // by trial: jobs of its present rung that have not ended
  std::map<JobKey, JobResult> known_;
  std::vector<JobKey> arrivals_;
  size_t num_taken_ = 0;  // of the arrivals
  std::vector<SweepChange> changes_;
};

}  // namespace tandem
