#include "framework/sweep/recorded_sweep.h"

#include <algorithm>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/sweep/artifacts.h"
#include "framework/sweep/followed_study.h"
#include "framework/sweep/recorded_courses.h"
#include "framework/sweep/recorded_definition.h"
#include "framework/sweep/seed_results.h"
#include "framework/sweep/study_records.h"
#include "framework/sweep/sweep_kinds.h"

namespace tandem {
namespace {

using End = JobResult::End;
constexpr const char* kNumTrials = "trials";
constexpr const char* kPromoted = "promoted";
constexpr size_t kMostCauseBytes = 4096;

bool has_ended(TrialState state) {
  return state != TrialState::kRunning && state != TrialState::kPaused;
}

const char* name_of(End end) {
  switch (end) {
    case End::kReached:
      return "reached";
    case End::kDiverged:
      return "diverged";
    case End::kFailed:
      return "failed";
  }
  throw Error(ExitCode::kInternal, {.what = "unknown end of a job"});
}

End end_named(const std::string& name) {
  for (const End end : {End::kReached, End::kDiverged, End::kFailed}) {
    if (name == name_of(end)) return end;
  }
  throw DataError({.what = "the journal has a job that ended as '" + name + "'",
                   .expected = "reached, diverged or failed"});
}

nlohmann::json to_json(const FinishedJob& finished) {
  nlohmann::json values = nlohmann::json::object();
  for (const auto& [step, value] : finished.result.values) values[std::to_string(step)] = value;
  nlohmann::json object = {{"end", name_of(finished.result.end)},
                           {"run", finished.run},
                           {"until", finished.job.key.until},
                           {"values", values}};
  if (const std::string& cause = finished.result.cause; !cause.empty()) {
    object["cause"] = std::string(utf8_front(cause, kMostCauseBytes));
  }
  return object;
}

/// What the dashboard says of the sweep.
std::string note_of(const std::string& yaml) {
  return "tandem shows more of this sweep: its status and its page.\n\n```yaml\n" + yaml + "```\n";
}

}  // namespace

RecordedSweep::RecordedSweep(SweepPaths paths, SweepDefinition sweep,
                             const std::vector<RunLength>& lengths, Replay replay)
    : paths_(std::move(paths)),
      sweep_(std::move(sweep)),
      replay_(replay),
      journal_(paths_.journal()),
      simulation_(sweep_, lengths, [this](const SamplerRequest& request) {
        return sampler_named(sweep_.sampler.kind).suggest(request);
      }) {
  // Else they are drawn again, to be compared with those of the journal.
  if (replay_ == Replay::kTrusted) {
    simulation_.trust([this](int64_t number) { return known_parameters(number); });
  }
  read_journal();
  begin_study(lengths);
  check_study(lengths);
  if (replay_ == Replay::kVerified) {
    record_changes();
    check_is_whole();
    return;
  }
  // Each change is recorded, since trials of a new number begin after those of the old one.
  const auto recorded = study_.user_attributes().find(kNumTrials);
  if (recorded == study_.user_attributes().end() || recorded->second != sweep_.trials) {
    journal_.append({study_user_attribute(kNumTrials, sweep_.trials)});
    read_journal();
  }
  record_changes();
}

/// Writes what a journal begins with, as far as it is not there.
void RecordedSweep::begin_study(const std::vector<RunLength>& lengths) {
  const auto& known = study_.user_attributes();
  if (known.contains(kLengthsAttribute) || !study_.trials().empty()) return;
  const std::string yaml = to_yaml(sweep_, paths_.root);
  std::vector<nlohmann::ordered_json> records;
  if (!study_.exists()) records.push_back(study_record(sweep_.name, sweep_.is_minimized));
  for (auto& record : dashboard_records(sweep_.metric, note_of(yaml))) {
    const std::string key = record.at("system_attr").begin().key();
    if (!study_.system_attributes().contains(key)) records.push_back(std::move(record));
  }
  if (!known.contains(kDefinitionAttribute)) {
    records.push_back(study_user_attribute(kDefinitionAttribute, yaml));
  }
  // The last of them: with it a journal has all that it begins with.
  records.push_back(study_user_attribute(kLengthsAttribute, to_json(lengths)));
  journal_.append(records);
  read_journal();
}

/// Throws ConfigError where the sweep is not the one whose journal this is.
void RecordedSweep::check_study(const std::vector<RunLength>& lengths) const {
  if (!study_.user_attributes().contains(kDefinitionAttribute)) {
    throw DataError({.what = "the journal is not that of a sweep",
                     .where = paths_.journal(),
                     .advice = "Begin the sweep in another directory."});
  }
  std::vector<std::string> others;
  if (recorded_lengths(study_, paths_.journal()) != lengths) {
    others.emplace_back("the steps of runs, or between their measurements, are others");
  }
  check_definition(paths_, sweep_, study_, others);
}

void RecordedSweep::report(const std::vector<FinishedJob>& finished) {
  std::vector<nlohmann::ordered_json> records;
  for (const FinishedJob& each : finished) {
    // What is said of a trial must stand before its end, which follows in refresh.
    const int64_t trial = study_.trial_id(each.job.key.trial);
    if (!each.grid.empty()) {
      // Grids of two seeds at one step have the same name in their runs.
      const std::filesystem::path run = paths_.run(each.job.key.trial, each.job.key.seed);
      auto artifact = store_artifact(paths_.root, trial, each.grid,
                                     run.filename().string() + "-" + each.grid.filename().string());
      // Of a report that was cut off behind it, it is known.
      const bool is_known = artifacts_.contains(artifact.at("system_attr").begin().key());
      if (!is_known) records.push_back(std::move(artifact));
    }
    // The last, since with it the job is done and is not reported again.
    records.push_back(trial_user_attribute(
        trial, std::string(kSeedAttributePrefix) + std::to_string(each.job.key.seed),
        to_json(each)));
  }
  journal_.append(records);
  refresh();
}

void RecordedSweep::refresh() {
  read_journal();
  record_changes();
}

/// Of a trial that the journal has.
std::optional<Assignment> RecordedSweep::known_parameters(int64_t number) const {
  const auto index = static_cast<size_t>(number);
  if (index >= study_.trials().size()) return std::nullopt;
  check_parameters(number);
  return study_.trials()[index].trial.parameters;
}

/// Throws DataError where a recorded trial has parameters that the space does not have.
void RecordedSweep::check_parameters(int64_t number) const {
  const Assignment& values = study_.trials()[static_cast<size_t>(number)].trial.parameters;
  size_t num_known = 0;
  const bool all_fit = std::ranges::all_of(sweep_.space.parameters, [&](const Parameter& each) {
    const auto found = values.find(each.name);
    if (found == values.end()) return !SearchSpace::is_active(each, values);
    ++num_known;
    return SearchSpace::is_active(each, values) && contains(each.distribution, found->second);
  });
  if (all_fit && num_known == values.size()) return;
  throw DataError({.what = "trial " + std::to_string(number) +
                           " has parameters that this sweep does not search",
                   .where = paths_.journal(),
                   .advice = "Put a sound copy of the journal in its place."});
}

/// Takes all that is new in the journal into account.
void RecordedSweep::read_journal() {
  for (const nlohmann::json& record : journal_.read()) {
    study_.take(record);
    learn_from(record);
  }
}

/// What the simulation must know of a record that the study has taken.
void RecordedSweep::learn_from(const nlohmann::json& record) {
  using enum JournalOperation;
  const auto operation = static_cast<JournalOperation>(record["op_code"].get<int64_t>());
  if (operation == kSetStudyUserAttribute && record["study_id"] == kSweepStudyId) {
    const auto trials = record["user_attr"].find(kNumTrials);
    if (trials == record["user_attr"].end()) return;
    if (!trials->is_number_integer()) {
      throw DataError({.what = "the number of trials is no whole number",
                       .where = paths_.journal(),
                       .got = trials->dump()});
    }
    simulation_.extend(trials->get<int64_t>());
  }
  // Study::take does not look at what is said of a trial that has ended: members may be missing.
  if (operation == kSetTrialSystemAttribute) {
    const auto attributes = record.value("system_attr", nlohmann::json());
    for (const auto& [key, value] : attributes.items()) artifacts_.insert(key);
  }
  if (operation != kSetTrialState && operation != kSetTrialUserAttribute) return;
  const auto trial = study_.number_of(record["trial_id"].get<int64_t>());
  if (!trial) return;
  if (operation == kSetTrialUserAttribute) {
    learn_of_trial(*trial, record.value("user_attr", nlohmann::json()));
    return;
  }
  if (const auto state = record.value("state", nlohmann::json()); state.is_number_integer()) {
    recorded_states_[*trial].push_back(static_cast<TrialState>(state.get<int>()));
  }
}

/// Each rung overwrites the attribute of a seed, so results are learnt from record to record. Of a
/// trial that has ended, too: its last jobs keep virtual workers busy until they are known.
void RecordedSweep::learn_of_trial(int64_t trial, const nlohmann::json& attributes) {
  if (!attributes.is_object()) return;
  for (const auto& [key, value] : attributes.items()) {
    // One that had ended was promoted too late.
    if (key == kPromoted && !has_ended(study_.trials()[static_cast<size_t>(trial)].trial.state)) {
      simulation_.promote(trial);
    }
    const auto seed = seed_of(key);
    if (!seed) continue;
    const SeedResult result = parse_seed_result(*seed, value);
    if (!result.until) {
      throw DataError({.what = "the result of " + key + " of trial " + std::to_string(trial) +
                               " does not say of which step it is",
                       .where = paths_.journal()});
    }
    simulation_.learn(
        {trial, *seed, *result.until},
        {.end = end_named(result.end), .values = result.values, .cause = result.cause});
  }
}

/// Lets the simulation go on, and appends what it found and the journal does not have.
void RecordedSweep::record_changes() {
  std::vector<nlohmann::ordered_json> records;
  for (const SweepChange& change : simulation_.advance()) {
    if (const auto record = record_of(change)) records.push_back(*record);
  }
  if (records.empty() || replay_ == Replay::kVerified) return;
  journal_.append(records);
  read_journal();
}

/// Throws DataError where the journal has trials or states that do not follow from the results in
/// it: one of those is missing.
void RecordedSweep::check_is_whole() const {
  const size_t num_followed = simulation_.state().trials.size();
  for (size_t i = 0; i < study_.trials().size(); ++i) {
    const auto number = static_cast<int64_t>(i);
    const auto recorded = recorded_states_.find(number);
    const auto made = num_made_.find(number);
    const size_t num_recorded = recorded == recorded_states_.end() ? 0 : recorded->second.size();
    const size_t num_states = made == num_made_.end() ? 0 : made->second;
    if (i < num_followed && num_states >= num_recorded) continue;
    throw DataError({.what = "what became of trial " + std::to_string(number) +
                             " does not follow from the results that there are",
                     .where = paths_.journal(),
                     .expected = "the results of all jobs that were decided by",
                     .advice = "Put a sound copy of the journal in its place."});
  }
}

/// Whether the journal has this change of state. Throws DataError where it has another in its
/// place.
bool RecordedSweep::is_recorded_state(const SweepChange& change) {
  const std::vector<TrialState>& recorded = recorded_states_[change.trial];
  const size_t index = num_made_[change.trial]++;
  if (index >= recorded.size()) return false;
  if (recorded[index] == change.state) return true;
  throw DataError({.what = "trial " + std::to_string(change.trial) +
                           " did not go the way that this sweep decides",
                   .where = paths_.journal(),
                   .expected = to_string(change.state),
                   .got = to_string(recorded[index])});
}

/// The record of a change; nothing for one that the journal has.
std::optional<nlohmann::ordered_json> RecordedSweep::record_of(const SweepChange& change) {
  const auto index = static_cast<size_t>(change.trial);
  const auto& stored = study_.trials();
  const bool is_known = index < stored.size();
  if (change.kind == SweepChange::Kind::kBegun) {
    if (!is_known) return record_of_beginning(change.trial);
    if (replay_ == Replay::kVerified) verify_beginning(change.trial);
    return std::nullopt;
  }
  // Trials that begin now get the ids behind those that are there, in the order of their numbers.
  const int64_t id =
      is_known ? study_.trial_id(change.trial)
               : study_.next_trial_id() + change.trial - static_cast<int64_t>(stored.size());
  switch (change.kind) {
    case SweepChange::Kind::kState:
      if (is_recorded_state(change)) return std::nullopt;
      return state_record(id, change.state, change.value);
    case SweepChange::Kind::kValue:
      if (is_known && stored[index].trial.values.contains(change.step)) return std::nullopt;
      return value_record(id, change.step, *change.value);
    case SweepChange::Kind::kDeviation:
      return record_of_deviation(change, id);
    default:
      if (is_known && stored[index].trial.is_infeasible) return std::nullopt;
      return infeasible_record(id);
  }
}

/// The record of what differs between the seeds of a trial. Sweeps that began without such records
/// have none of trials that have ended, which take no more.
std::optional<nlohmann::ordered_json> RecordedSweep::record_of_deviation(const SweepChange& change,
                                                                         int64_t trial_id) const {
  const std::string key = kDeviationAttributePrefix + std::to_string(change.step);
  const auto index = static_cast<size_t>(change.trial);
  if (index < study_.trials().size()) {
    const StoredTrial& stored = study_.trials()[index];
    if (has_ended(stored.trial.state) || stored.user_attributes.contains(key)) return std::nullopt;
  }
  return trial_user_attribute(trial_id, key, *change.value);
}

nlohmann::ordered_json RecordedSweep::record_of_beginning(int64_t number) const {
  const auto index = static_cast<size_t>(number);
  const SweepState& state = simulation_.state();
  std::map<std::string, nlohmann::json> attributes;
  if (const auto parent = state.courses[index].parent) attributes[kParentAttribute] = *parent;
  return trial_record(sweep_.space, state.trials[index].parameters, attributes);
}

/// Throws DataError where the trial that is decided now is not the one that was recorded.
void RecordedSweep::verify_beginning(int64_t number) const {
  const auto index = static_cast<size_t>(number);
  const Assignment& recorded = study_.trials()[index].trial.parameters;
  for (const auto& [name, value] : simulation_.state().trials[index].parameters) {
    const Distribution& distribution = sweep_.space.parameter(name).distribution;
    const auto found = recorded.find(name);
    if (found != recorded.end() && found->second == value) continue;
    throw DataError({.what = "trial " + std::to_string(number) + " is not what this sweep decides",
                     .where = paths_.journal().string(),
                     .expected = name + " " + value_text(distribution, value),
                     .got = found == recorded.end() ? "no such parameter"
                                                    : value_text(distribution, found->second)});
  }
  if (recorded.size() != simulation_.state().trials[index].parameters.size()) {
    throw DataError({.what = "trial " + std::to_string(number) +
                             " has other parameters than this sweep gives it",
                     .where = paths_.journal().string(),
                     .advice = "The journal, or the sweep's file beside it, was changed by hand."});
  }
}

void promote_trial(const SweepPaths& paths, int64_t trial) {
  const Study study = read_study(paths);
  const auto index = static_cast<size_t>(trial);
  if (trial < 0 || index >= study.trials().size()) {
    throw UsageError({.what = "there is no trial " + std::to_string(trial) + ": so far there are " +
                              std::to_string(study.trials().size()) + ", numbered from 0",
                      .where = paths.root});
  }
  if (study.trials()[index].trial.state != TrialState::kPaused) {
    throw UsageError({.what = "trial " + std::to_string(trial) + " is not paused",
                      .where = paths.root,
                      .advice = "Name one that is; the run of one that has ended can be resumed."});
  }
  Journal(paths.journal()).append({trial_user_attribute(study.trial_id(trial), kPromoted, true)});
}

int64_t verify_sweep(const SweepPaths& paths, const SweepDefinition& sweep) {
  const std::vector<RunLength> lengths = recorded_lengths(read_study(paths), paths.journal());
  if (lengths.size() != sweep.families.size()) {
    throw DataError({.what = "the journal is that of a sweep of other families",
                     .where = paths.journal(),
                     .advice = "Put back the sweep.yaml that the sweep began with."});
  }
  const RecordedSweep verified(paths, sweep, lengths, RecordedSweep::Replay::kVerified);
  return static_cast<int64_t>(verified.study().trials().size());
}

Study read_study(const SweepPaths& paths) { return FollowedStudy(paths).study(); }

}  // namespace tandem
