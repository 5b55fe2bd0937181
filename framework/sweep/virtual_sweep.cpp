#include "framework/sweep/virtual_sweep.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "framework/sweep/median_of.h"
#include "framework/sweep/sweep_kinds.h"

namespace tandem {
namespace {

/// Jobs that end at the same time are told apart, so that the order is the same everywhere.
bool ends_before(double end, const JobKey& key, double other_end, const JobKey& other) {
  return std::tie(end, key) < std::tie(other_end, other);
}

/// The standard deviation of what some values were drawn from; nothing for one value, or where one
/// is not finite.
std::optional<double> deviation_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  if (values.size() < 2 || !std::isfinite(sum)) return std::nullopt;
  double squares = 0;
  for (const double value : values) squares += (value - sum / count) * (value - sum / count);
  return std::sqrt(squares / (count - 1));
}

}  // namespace

VirtualSweep::VirtualSweep(const SweepDefinition& sweep, std::vector<RunLength> lengths,
                           ParameterSource parameters, std::optional<SchedulerKind> scheduler)
    : state_{.definition = sweep},
      lengths_(std::move(lengths)),
      parameters_(std::move(parameters)),
      scheduler_kind_(scheduler ? *std::move(scheduler) : scheduler_named(sweep.scheduler.kind)),
      scheduler_(scheduler_kind_.make(sweep)) {}

void VirtualSweep::learn(const JobKey& key, JobResult result) {
  // Of a job that was reported twice the first result counts.
  if (known_.emplace(key, std::move(result)).second) arrivals_.push_back(key);
}

void VirtualSweep::extend(int64_t num_trials) { budgets_.push_back(num_trials); }

void VirtualSweep::promote(int64_t trial) { promoted_.push_back(trial); }

std::vector<SweepChange> VirtualSweep::advance() {
  do {
    fill_workers();
    while (const auto flight = next_end()) {
      finish(*flight);
      fill_workers();
    }
  } while (flights_.empty() && end_phase());
  return std::exchange(changes_, {});
}

std::vector<TrialJob> VirtualSweep::jobs() const {
  std::vector<Flight> open;
  for (const Flight& flight : flights_) {
    // One whose result is known waits for another that ends before it.
    if (!known_.contains(flight.job.key)) open.push_back(flight);
  }
  std::ranges::sort(open, [](const Flight& one, const Flight& other) {
    return ends_before(one.end, one.job.key, other.end, other.job.key);
  });
  std::vector<TrialJob> jobs;
  for (const Flight& flight : open) jobs.push_back(flight.job);
  return jobs;
}

size_t VirtualSweep::family_of(int64_t trial) const {
  return tandem::family_of(state_.trials[static_cast<size_t>(trial)].parameters);
}

void VirtualSweep::fill_workers() {
  const auto num_workers = static_cast<size_t>(state_.definition.workers);
  while (flights_.size() < num_workers && (!queue_.empty() || queue_next())) {
    const TrialJob job = queue_.front();
    queue_.pop_front();
    const double cost = state_.definition.families[family_of(job.key.trial)].cost;
    flights_.push_back(
        {.end = now_ + static_cast<double>(job.key.until - job.start_step) * cost, .job = job});
  }
}

/// Queues the jobs of the trial that goes on or begins now; false where none does.
bool VirtualSweep::queue_next() {
  if (const auto paused = scheduler_->next_paused(state_)) {
    go_on(*paused);
    return true;
  }
  if (budgets_.empty() || static_cast<int64_t>(state_.trials.size()) >= budgets_.front()) {
    return false;
  }
  const auto beginning = scheduler_->next_new(state_);
  if (!beginning) return false;
  begin(*beginning);
  // One whose parent is at its end has not begun.
  return !queue_.empty();
}

void VirtualSweep::begin(const TrialBeginning& beginning) {
  const SweepDefinition& sweep = state_.definition;
  const auto number = static_cast<int64_t>(state_.trials.size());
  int64_t first_step = 0;
  if (beginning.parent) {
    first_step = state_.courses[static_cast<size_t>(*beginning.parent)].rungs.back();
    if (first_step >= lengths_[family_of(*beginning.parent)].steps) return;
  }
  Trial trial{.number = number};
  if (const auto known = known_parameters_ ? known_parameters_(number) : std::nullopt) {
    trial.parameters = *known;
  } else if (beginning.parameters) {
    trial.parameters = *beginning.parameters;
  } else {
    trial.parameters = parameters_({.space = sweep.space,
                                    .trials = state_.trials,
                                    .number = number,
                                    .seed = sweep.sampler.seed,
                                    .is_minimized = sweep.is_minimized});
  }
  state_.trials.push_back(std::move(trial));
  state_.courses.push_back({.first_step = first_step, .rungs = {}, .parent = beginning.parent});
  // The family is one of the parameters, which the trial has by now.
  const RunLength& length = lengths_[family_of(number)];
  state_.courses.back().rungs = rungs_from(scheduler_kind_, sweep.scheduler, length, first_step);
  num_open_.push_back(0);
  changes_.push_back({.kind = SweepChange::Kind::kBegun, .trial = number});
  queue_rung(number);
}

void VirtualSweep::go_on(int64_t trial) {
  set_state(trial, TrialState::kRunning);
  queue_rung(trial);
}

std::vector<int64_t> VirtualSweep::seeds_at(const TrialCourse& course, size_t rung) const {
  const std::vector<int64_t>& seeds = state_.definition.seeds;
  const bool is_last = rung + 1 == course.rungs.size();
  if (state_.definition.seeds_from_last && !is_last) return {seeds.front()};
  return seeds;
}

void VirtualSweep::queue_rung(int64_t trial) {
  const TrialCourse& course = state_.courses[static_cast<size_t>(trial)];
  const size_t rung = course.values.size();
  for (const int64_t seed : seeds_at(course, rung)) {
    // A seed that was not there at the rung before makes its steps as well.
    int64_t start_step = course.first_step;
    if (rung > 0) {
      const std::vector<int64_t> before = seeds_at(course, rung - 1);
      if (std::ranges::find(before, seed) != before.end()) start_step = course.rungs[rung - 1];
    }
    queue_.push_back({.key = {.trial = trial, .seed = seed, .until = course.rungs[rung]},
                      .start_step = start_step});
    ++num_open_[static_cast<size_t>(trial)];
  }
}

/// The job that ends next; nothing where that cannot be told yet.
std::optional<VirtualSweep::Flight> VirtualSweep::next_end() const {
  if (state_.definition.order == DecisionOrder::kArrival) {
    if (num_taken_ == arrivals_.size()) return std::nullopt;
    const auto found = std::ranges::find_if(
        flights_, [&](const Flight& flight) { return flight.job.key == arrivals_[num_taken_]; });
    return found == flights_.end() ? std::nullopt : std::optional(*found);
  }
  const auto first = std::ranges::min_element(flights_, [](const Flight& one, const Flight& other) {
    return ends_before(one.end, one.job.key, other.end, other.job.key);
  });
  // Results of jobs that end later may be known already. They wait, or decisions would depend on
  // which machine was faster.
  if (first == flights_.end() || !known_.contains(first->job.key)) return std::nullopt;
  return *first;
}

void VirtualSweep::finish(const Flight& flight) {
  const int64_t trial = flight.job.key.trial;
  // In the order of arrival one may follow that was to end before.
  now_ = std::max(now_, flight.end);
  std::erase_if(flights_, [&](const Flight& each) { return each.job.key == flight.job.key; });
  ++num_taken_;
  // Its trial was lost through another seed.
  if (state_.trials[static_cast<size_t>(trial)].state != TrialState::kRunning) return;
  const JobResult& result = known_.at(flight.job.key);
  if (result.end != JobResult::End::kReached) {
    lose(trial, result.end);
  } else if (--num_open_[static_cast<size_t>(trial)] == 0) {
    reach_rung(trial);
  }
}

void VirtualSweep::reach_rung(int64_t trial) {
  const auto index = static_cast<size_t>(trial);
  TrialCourse& course = state_.courses[index];
  const size_t rung = course.values.size();
  // Before the state: once a trial has ended the journal takes nothing more of it.
  note_values(trial, rung);
  const auto value = state_.trials[index].values.find(course.rungs[rung]);
  course.values.push_back(value == state_.trials[index].values.end()
                              ? std::numeric_limits<double>::quiet_NaN()
                              : value->second);
  const bool is_complete = rung + 1 == course.rungs.size();
  if (is_complete) set_state(trial, TrialState::kComplete, course.values.back());
  // It is told of the end as well, since other trials are compared with it.
  const RungOutcome outcome = scheduler_->reached(state_, trial);
  if (is_complete) return;
  if (outcome == RungOutcome::kGoOn) {
    queue_rung(trial);
  } else if (outcome == RungOutcome::kPause) {
    set_state(trial, TrialState::kPaused);
  } else {
    set_state(trial, TrialState::kPruned, course.values.back());
  }
}

/// A trial of which a run diverged or failed has ended.
void VirtualSweep::lose(int64_t trial, JobResult::End end) {
  Trial& lost = state_.trials[static_cast<size_t>(trial)];
  const TrialCourse& course = state_.courses[static_cast<size_t>(trial)];
  drop_jobs_of(trial);
  if (end == JobResult::End::kDiverged) {
    // The journal must have this before the end of the trial as well.
    lost.is_infeasible = true;
    changes_.push_back({.kind = SweepChange::Kind::kDiverged, .trial = trial});
    set_state(trial, TrialState::kPruned,
              course.values.empty() ? std::nullopt : std::optional(course.values.back()));
  } else {
    set_state(trial, TrialState::kFailed);
    lost.is_infeasible = true;  // to the scheduler it is one
  }
  scheduler_->reached(state_, trial);
}

/// Jobs that no worker has begun. Those that one has go on: that they are in vain is known later.
void VirtualSweep::drop_jobs_of(int64_t trial) {
  std::erase_if(queue_, [&](const TrialJob& job) { return job.key.trial == trial; });
}

/// Nothing is left to do: what is paused goes on by hand, or has ended, and more trials may begin.
bool VirtualSweep::end_phase() {
  for (auto promoted = promoted_.begin(); promoted != promoted_.end();) {
    const int64_t trial = *promoted;
    const auto index = static_cast<size_t>(trial);
    if (index >= state_.trials.size()) {
      ++promoted;  // it is recorded, and begins when there may be more trials
      continue;
    }
    promoted = promoted_.erase(promoted);
    if (state_.trials[index].state != TrialState::kPaused) continue;
    go_on(trial);
    return true;
  }
  for (const Trial& trial : state_.trials) {
    if (trial.state != TrialState::kPaused) continue;
    set_state(trial.number, TrialState::kPruned,
              state_.courses[static_cast<size_t>(trial.number)].values.back());
  }
  if (budgets_.size() <= 1) return false;
  budgets_.pop_front();
  return true;
}

void VirtualSweep::set_state(int64_t trial, TrialState state, std::optional<double> value) {
  Trial& changed = state_.trials[static_cast<size_t>(trial)];
  changed.state = state;
  if (state == TrialState::kComplete) changed.value = value;
  changes_.push_back(
      {.kind = SweepChange::Kind::kState, .trial = trial, .state = state, .value = value});
}

double VirtualSweep::summary(std::vector<double> values) const {
  if (state_.definition.summary == SeedSummary::kMean) {
    double sum = 0;
    // In the order of the seeds, on which the last bit depends.
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
  }
  return median_of(std::move(values));
}

/// What all seeds of the rung measured since the rung before.
void VirtualSweep::note_values(int64_t trial, size_t rung) {
  const TrialCourse& course = state_.courses[static_cast<size_t>(trial)];
  const std::vector<int64_t> seeds = seeds_at(course, rung);
  const int64_t until = course.rungs[rung];
  const int64_t after = rung == 0 ? course.first_step : course.rungs[rung - 1];
  std::map<int64_t, std::vector<double>> by_step;
  for (const int64_t seed : seeds) {
    for (const auto& [step, value] : known_.at({trial, seed, until}).values) {
      if (step > after && step <= until) by_step[step].push_back(value);
    }
  }
  for (auto& [step, values] : by_step) {
    // A mean over some of the seeds does not compare.
    if (values.size() != seeds.size()) continue;
    const std::optional<double> deviation = step == until ? deviation_of(values) : std::nullopt;
    const double value = summary(std::move(values));
    state_.trials[static_cast<size_t>(trial)].values[step] = value;
    changes_.push_back(
        {.kind = SweepChange::Kind::kValue, .trial = trial, .step = step, .value = value});
    if (!deviation) continue;
    changes_.push_back(
        {.kind = SweepChange::Kind::kDeviation, .trial = trial, .step = step, .value = deviation});
  }
}

}  // namespace tandem
