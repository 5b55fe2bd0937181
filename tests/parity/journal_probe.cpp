// Writes journals and tells what is in them, for journal_test.py.
#include <filesystem>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "framework/sweep/artifacts.h"
#include "framework/sweep/journal.h"
#include "framework/sweep/python_json.h"
#include "framework/sweep/study.h"
#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

using Record = nlohmann::ordered_json;

SearchSpace probe_space() {
  return {.parameters = {
              {.name = "family", .distribution = categorical({"vae", "wgan_gp"})},
              {.name = "layers", .distribution = integers(1, 7, 2)},
              {.name = "size", .distribution = log_integers(8, 512)},
              {.name = "momentum", .distribution = stepped_reals(0, 1, 0.25)},
              {.name = "mix", .distribution = reals(-1, 1)},
              {.name = "wgan_gp:rate", .distribution = log_reals(1e-5, 1e-3)},
          }};
}

/// Trials of all states and kinds of parameters.
std::vector<Record> probe_records() {
  const SearchSpace space = probe_space();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<Record> records = {study_record("sweep", true), study_user_attribute("budget", 64)};
  for (const Record& each : dashboard_records("valid/fid", "# A sweep\n\nof *two* families")) {
    records.push_back(each);
  }
  const std::vector<Record> trials = {
      trial_record(space, {{"family", 1}, {"layers", 5}, {"size", 64}, {"wgan_gp:rate", 2.1e-4}},
                   {{"parent", nullptr}}),
      value_record(0, 1000, 14.25),
      value_record(0, 4000, 12.5),
      trial_user_attribute(0, "seed:1",
                           {{"run", "trials/0000/seed-1"}, {"values", {{"1000", 14.25}}}}),
      state_record(0, TrialState::kPaused),
      state_record(0, TrialState::kRunning),
      state_record(0, TrialState::kComplete, 12.5),
      trial_record(space, {{"family", 0}, {"mix", -0.1}, {"momentum", 0.75}}, {}),
      value_record(1, 1000, 20),
      state_record(1, TrialState::kPaused),
      trial_record(space, {{"family", 0}, {"mix", 1}}, {}),
      value_record(2, 1000, std::numeric_limits<double>::quiet_NaN()),
      value_record(2, 4000, -kInfinity),
      infeasible_record(2),
      state_record(2, TrialState::kPruned, kInfinity),
      trial_record(space, {{"family", 1}}, {}),
      trial_user_attribute(3, "cause", "rank 0 was lost: \"β\"\n"),
      state_record(3, TrialState::kFailed),
      trial_record(space, {{"family", 0}, {"size", 512}}, {{"parent", 0}}),
  };
  records.insert(records.end(), trials.begin(), trials.end());
  return records;
}

Record described(const StoredTrial& stored) {
  Record values = Record::object();
  for (const auto& [step, value] : stored.trial.values) values[std::to_string(step)] = value;
  Record parameters = Record::object();
  Record texts = Record::object();
  for (const auto& [name, value] : stored.trial.parameters) {
    parameters[name] = value;
    texts[name] = value_text(stored.distributions.at(name), value);
  }
  return {{"number", stored.trial.number},
          {"state", static_cast<int>(stored.trial.state)},
          {"value", stored.trial.value ? Record(*stored.trial.value) : Record()},
          {"values", values},
          {"params", parameters},
          {"texts", texts},
          {"user_attrs", stored.user_attributes},
          {"system_attrs", stored.system_attributes},
          {"is_infeasible", stored.trial.is_infeasible},
          {"began", stored.began},
          {"ended", stored.ended}};
}

Study replayed(const std::filesystem::path& path) {
  Study study;
  for (const nlohmann::json& record : Journal(path).read()) study.take(record);
  return study;
}

void describe(const std::filesystem::path& path) {
  const Study study = replayed(path);
  Record trials = Record::array();
  for (const StoredTrial& trial : study.trials()) trials.push_back(described(trial));
  std::cout << to_python_json({{"name", study.name()},
                               {"is_minimized", study.is_minimized()},
                               {"user_attrs", study.user_attributes()},
                               {"system_attrs", study.system_attributes()},
                               {"next_trial_id", study.next_trial_id()},
                               {"trials", trials}})
            << "\n";
}

/// Goes on with a journal: one more trial, with a file, and one value for it.
void go_on(const std::filesystem::path& path) {
  const Study study = replayed(path);
  const int64_t id = study.next_trial_id();
  Journal journal(path);
  journal.append({trial_record(probe_space(), {{"family", 0}}, {})});
  journal.append(
      {store_artifact(path.parent_path(), id, path.parent_path() / "grid.png", "grid.png"),
       value_record(id, 1000, 3), state_record(id, TrialState::kComplete, 3)});
}

int ask_journal(const std::string& wish, const std::filesystem::path& path) {
  const std::map<std::string, std::function<void()>> wishes = {
      {"write", [&] { Journal(path).append(probe_records()); }},
      {"describe", [&] { describe(path); }},
      {"go_on", [&] { go_on(path); }},
  };
  if (!wishes.contains(wish)) return 64;
  wishes.at(wish)();
  return 0;
}

}  // namespace
}  // namespace tandem

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: journal_probe {write|describe|go_on} JOURNAL\n";
    return 64;
  }
  return tandem::ask_journal(arguments[1], arguments[2]);
}
