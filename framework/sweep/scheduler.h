// Which trials go on, and how far. schedulers/<stem>.cpp defines `SchedulerKind
// <stem>_scheduler()`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// The way of a trial: steps at which it is compared, and how far it is.
struct TrialCourse {
  int64_t first_step = 0;                        // of its parent's checkpoint; else 0
  std::vector<int64_t> rungs;                    // steps; at the last one it is complete
  std::vector<double> values = {};               // at the rungs that it has come to
  std::optional<int64_t> parent = std::nullopt;  // the trial whose state it began with
};

/// The step to which a trial goes next; nothing for one that is at its end.
std::optional<int64_t> next_rung(const TrialCourse& course);

/// What is known of the trials of a sweep at a moment: what is decided by.
struct SweepState {
  const SweepDefinition& definition;
  std::vector<Trial> trials = {};         // by number
  std::vector<TrialCourse> courses = {};  // of each
};

enum class RungOutcome { kGoOn, kPause, kPrune };

/// How a trial begins.
struct TrialBeginning {
  std::optional<int64_t> parent = std::nullopt;         // from whose end; nothing: anew
  std::optional<Assignment> parameters = std::nullopt;  // nothing: as the sampler says
};

/// Decides in the order in which things become known, and remembers what it was told. Equal
/// histories, equal decisions.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  /// A trial has come to its next rung, whose value is the last of its course, or to its end by
  /// divergence. What becomes of it is asked where it is neither its last rung nor its end.
  virtual RungOutcome reached(const SweepState& state, int64_t trial) = 0;

  /// The paused trial that goes on now that there is room for one.
  virtual std::optional<int64_t> next_paused(const SweepState&) { return std::nullopt; }

  /// How the next new trial begins; nothing: none may begin yet.
  virtual std::optional<TrialBeginning> next_new(const SweepState&) { return TrialBeginning{}; }
};

/// What `train` says of the runs of a family.
struct RunLength {
  int64_t steps = 0;
  int64_t evaluation_every = 0;  // steps between measurements
  bool operator==(const RunLength&) const = default;
};

struct SchedulerKind {
  std::string name;
  std::string sentence;
  /// Which of the scheduler's options it reads, beside its kind.
  std::vector<std::string> options = {};
  /// Whether trials begin with the state of others, and so may change live options alone.
  bool forks_runs = false;
  /// Steps at which a trial that begins anew is compared; the last is its end.
  std::vector<int64_t> (*rungs)(const SchedulerOptions& options, const RunLength& run) = nullptr;
  std::unique_ptr<Scheduler> (*make)(const SweepDefinition& sweep) = nullptr;
};

/// The steps at which a trial is compared that begins at this one: with the state of another it
/// makes as many steps more, up to the end of a run.
std::vector<int64_t> rungs_from(const SchedulerKind& scheduler, const SchedulerOptions& options,
                                const RunLength& run, int64_t first_step);

/// The table of all schedulers, generated from the files in schedulers/.
std::vector<SchedulerKind> all_schedulers();

/// The steps that `options.rungs` name: shares of a run become multiples of the steps between
/// measurements, at least one of them. Empty where none are named.
std::vector<int64_t> named_rungs(const SchedulerOptions& options, const RunLength& run);

}  // namespace tandem
