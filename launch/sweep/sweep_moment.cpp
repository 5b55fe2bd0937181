#include "launch/sweep/sweep_moment.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "framework/runs/run_paths.h"
#include "framework/sweep/median_of.h"
#include "framework/sweep/seed_results.h"
#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

/// What a step of a trial costs; 0 in a family that the sweep does not have.
double cost_of(const SweepDefinition& sweep, const StoredTrial& stored) {
  const size_t family = family_of(stored.trial.parameters);
  return family < sweep.families.size() ? sweep.families[family].cost : 0;
}

/// Steps of the runs of a trial, each times what one of its family costs.
struct TrialWork {
  double all = 0;
  double lately = 0;  // since the trial last began
};

/// Counts what trials of a sweep have made.
class WorkCount {
 public:
  explicit WorkCount(const SweepMoment& moment) : moment_(moment) {}

  TrialWork of(size_t trial) const {
    const StoredTrial& stored = moment_.study.trials()[trial];
    const int64_t first = moment_.courses[trial].first_step;
    TrialWork work;
    for (const auto& [seed, step] : steps_of(stored)) {
      work.all += static_cast<double>(std::max<int64_t>(0, step - first));
      work.lately +=
          static_cast<double>(std::max<int64_t>(0, step - begin_of(stored, seed, first)));
    }
    const double cost = cost_of(moment_.sweep, stored);
    return {.all = work.all * cost, .lately = work.lately * cost};
  }

 private:
  /// How far each seed of a trial is: as it was last measured, or as its run says that is at work.
  std::map<int64_t, int64_t> steps_of(const StoredTrial& stored) const {
    std::map<int64_t, int64_t> steps;
    for (const auto& [seed, result] : seeds_of(stored)) {
      if (!result.values.empty()) steps[seed] = result.values.rbegin()->first;
    }
    for (const RunningTrial& each : moment_.running) {
      if (each.key.trial != stored.trial.number || !each.status) continue;
      int64_t& step = steps[each.key.seed];
      step = std::max(step, each.status->step);
    }
    return steps;
  }

  /// From which step a seed goes on since its trial last began.
  int64_t begin_of(const StoredTrial& stored, int64_t seed, int64_t first) const {
    const SweepDefinition& sweep = moment_.sweep;
    const bool begins_late = sweep.seeds_from_last && seed != sweep.seeds.front();
    return begins_late ? first : std::max(first, stored.began_step);
  }

  const SweepMoment& moment_;
};

/// Work of a complete trial in a second, the median of all; it may have waited for a place
/// meanwhile, as others do that have begun. Nothing before one is complete.
std::optional<double> usual_speed(const SweepMoment& moment, const std::vector<TrialWork>& works) {
  std::vector<double> speeds;
  for (size_t i = 0; i < works.size(); ++i) {
    const StoredTrial& stored = moment.study.trials()[i];
    if (stored.trial.state != TrialState::kComplete) continue;
    const auto began = seconds_of(stored.began);
    const auto ended = seconds_of(stored.ended);
    if (!began || !ended || *ended <= *began || works[i].lately <= 0) continue;
    speeds.push_back(works[i].lately / (*ended - *began));
  }
  return speeds.empty() ? std::nullopt : std::optional(median_of(std::move(speeds)));
}

/// Seconds since the first trial began, of those that went on after a pause since they did so.
double seconds_since_begin(const SweepMoment& moment) {
  double seconds = 0;
  for (const StoredTrial& stored : moment.study.trials()) {
    const auto began = seconds_of(stored.began);
    if (began) seconds = std::max(seconds, moment.now - *began);
  }
  return seconds;
}

/// Of the jobs at work, up to where they go.
double work_of_jobs(const SweepMoment& moment) {
  double work = 0;
  for (const auto& [key, status] : moment.running) {
    const auto trial = static_cast<size_t>(key.trial);
    if (trial >= moment.study.trials().size() || !status) continue;
    const int64_t until = key.until > 0 ? key.until : status->steps;
    work += static_cast<double>(std::max<int64_t>(0, until - status->step)) *
            cost_of(moment.sweep, moment.study.trials()[trial]);
  }
  return work;
}

}  // namespace

RunningTrial running_trial(const SweepPaths& paths, const JobKey& key) {
  const RunPaths run{paths.run(key.trial, key.seed)};
  return {.key = key, .status = read_rank_status(run.rank_status(0))};
}

std::set<int64_t> trials_at_work(const std::vector<RunningTrial>& running) {
  std::set<int64_t> trials;
  for (const RunningTrial& each : running) trials.insert(each.key.trial);
  return trials;
}

std::optional<double> seconds_left(const SweepMoment& moment) {
  const size_t num_begun = moment.study.trials().size();
  if (moment.courses.size() < num_begun) return std::nullopt;
  const WorkCount count(moment);
  std::vector<TrialWork> works;
  double num_over = 0;
  double work_over = 0;
  double work_begun = 0;  // of the others
  for (size_t i = 0; i < num_begun; ++i) {
    works.push_back(count.of(i));
    const bool is_over = moment.study.trials()[i].trial.state != TrialState::kRunning;
    num_over += is_over ? 1 : 0;
    (is_over ? work_over : work_begun) += works.back().all;
  }
  const auto num_open = static_cast<double>(num_begun) - num_over;
  if (num_over == 0 || num_open == 0) return std::nullopt;
  const std::optional<double> speed = usual_speed(moment, works);
  const double seconds = seconds_since_begin(moment);
  // Of all side by side. What is complete tells it also of a sweep that was interrupted.
  const double work_per_second =
      speed ? *speed * num_open : (work_over + work_begun) / std::max(seconds, 1e-9);
  if (work_per_second <= 0) return std::nullopt;
  const auto num_trials =
      static_cast<double>(std::max(moment.sweep.trials, static_cast<int64_t>(num_begun)));
  const double work_left = (num_trials - num_over) * work_over / num_over - work_begun;
  return std::max(work_left, work_of_jobs(moment)) / work_per_second;
}

}  // namespace tandem
