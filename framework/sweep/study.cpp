#include "framework/sweep/study.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/core/text.h"
#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

using Json = nlohmann::json;
using Operation = JournalOperation;

[[noreturn]] void fail_record(const std::string& why) { throw DataError({.what = why}); }

int64_t integer_of(const Json& record, const char* field) {
  const Json& value = record.at(field);
  if (!value.is_number_integer()) fail_record(std::string(field) + " is no integer");
  return value.get<int64_t>();
}

double float_of(const Json& value, const std::string& name) {
  if (!value.is_number()) fail_record(name + " is no number");
  return value.get<double>();
}

TrialState state_of(const Json& record) {
  const int64_t state = integer_of(record, "state");
  if (state < 0 || state > static_cast<int64_t>(TrialState::kPaused)) {
    fail_record("there is no state " + std::to_string(state));
  }
  return static_cast<TrialState>(state);
}

bool is_finished(TrialState state) {
  return state == TrialState::kComplete || state == TrialState::kPruned ||
         state == TrialState::kFailed;
}

/// The only value of a trial of one objective; nothing where it has none.
std::optional<double> value_of(const Json& values) {
  if (values.is_null()) return std::nullopt;
  if (!values.is_array() || values.size() != 1)
    fail_record("values are not those of one objective");
  return float_of(values[0], "values");
}

/// The field, or nothing where the record does not have it.
const Json* find_field(const Json& record, const char* field) {
  const auto found = record.find(field);
  return found == record.end() || found->is_null() ? nullptr : &*found;
}

std::string time_of(const Json& record, const char* field) {
  const Json* time = find_field(record, field);
  return time ? time->get<std::string>() : "";
}

void set_system_attribute(StoredTrial& trial, const std::string& key, const Json& value) {
  trial.system_attributes[key] = value;
  if (key != kConstraintsAttribute) return;
  trial.trial.is_infeasible = value.is_array() && std::ranges::any_of(value, [](const Json& each) {
                                return each.is_number() && each.get<double>() > 0;
                              });
}

/// The attribute that a record sets.
std::pair<std::string, const Json&> attribute_of(const Json& record, const char* field) {
  const Json& attributes = record.at(field);
  if (!attributes.is_object() || attributes.size() != 1) {
    fail_record(std::string(field) + " is not one attribute");
  }
  return {attributes.begin().key(), attributes.begin().value()};
}

void check_parameter(const std::string& name, const Distribution& distribution, double value) {
  const bool is_choice = distribution.kind == Distribution::Kind::kCategorical;
  // A choice is an index, which must lead to a text; a number outside its ends does no harm.
  if (std::isfinite(value) && (!is_choice || contains(distribution, value))) return;
  fail_record("parameter '" + name + "' has a value that its distribution does not have");
}

/// Whether Optuna takes them for the same parameter.
bool are_compatible(const Distribution& one, const Distribution& other) {
  return one.kind == other.kind && one.is_log == other.is_log && one.choices == other.choices;
}

void set_state(StoredTrial& trial, const Json& record) {
  const TrialState state = state_of(record);
  // Whoever is second to start a waiting trial is not heard.
  if (state == TrialState::kRunning && trial.trial.state == TrialState::kRunning) return;
  if (state == TrialState::kRunning) {
    trial.began = time_of(record, "datetime_start");
    trial.began_step = trial.trial.values.empty() ? 0 : trial.trial.values.rbegin()->first;
  }
  if (is_finished(state)) trial.ended = time_of(record, "datetime_complete");
  trial.trial.state = state;
  if (const auto value = value_of(record.at("values"))) trial.trial.value = value;
}

int64_t step_of(const std::string& text) {
  const auto step = number_in<int64_t>(text);
  if (!step) fail_record("'" + text + "' is no step");
  return *step;
}

/// What a trial that was made whole brings along beside its parameters.
void read_template(StoredTrial& trial, const Json& record) {
  if (record.contains("state")) trial.trial.state = state_of(record);
  trial.began = time_of(record, "datetime_start");
  trial.ended = time_of(record, "datetime_complete");
  // Optuna has one objective as `value`, several as `values`.
  if (const Json* value = find_field(record, "value")) {
    trial.trial.value = float_of(*value, "value");
  } else if (const Json* values = find_field(record, "values")) {
    trial.trial.value = value_of(*values);
  }
  if (const Json* values = find_field(record, "intermediate_values")) {
    for (const auto& [step, value] : values->items()) {
      trial.trial.values[step_of(step)] = float_of(value, "intermediate_values");
    }
  }
  if (const Json* attributes = find_field(record, "user_attrs")) {
    trial.user_attributes = attributes->get<std::map<std::string, Json>>();
  }
  if (const Json* attributes = find_field(record, "system_attrs")) {
    for (const auto& [key, value] : attributes->items()) set_system_attribute(trial, key, value);
  }
}

}  // namespace

void Study::take(const Json& record) {
  ++num_records_;
  const auto fail = [this](const std::string& why) {
    throw DataError(
        {.what = "journal line " + std::to_string(num_records_) + " cannot be understood: " + why,
         .expected = "a record as Optuna and tandem write it",
         .advice = "Put a sound copy of the journal in its place."});
  };
  try {
    apply(record);
  } catch (const DataError& error) {
    fail(error.problem().what);
  } catch (const Json::exception& error) {
    fail(std::string(utf8_front(error.what(), 200)));
  }
}

void Study::apply(const Json& record) {
  const int64_t code = integer_of(record, "op_code");
  if (code < 0 || code > static_cast<int64_t>(Operation::kDiscardTrials)) {
    fail_record("there is no op_code " + std::to_string(code));
  }
  const auto operation = static_cast<Operation>(code);
  if (operation == Operation::kCreateStudy) return create_study(record);
  if (operation == Operation::kDiscardTrials) return;
  if (operation == Operation::kCreateTrial) return create_trial(record);
  // The codes of what concerns studies are below those of trials.
  if (operation < Operation::kCreateTrial) {
    if (!knows_study(record)) return;
    const int64_t id = integer_of(record, "study_id");
    if (operation == Operation::kDeleteStudy) {
      if (id == kSweepStudyId) {
        fail_record("it deletes the study of the sweep; without this line it is there again");
      }
      studies_.erase(id);
      return;
    }
    const bool is_user = operation == Operation::kSetStudyUserAttribute;
    const auto [key, value] = attribute_of(record, is_user ? "user_attr" : "system_attr");
    if (id == kSweepStudyId) (is_user ? user_ : system_)[key] = value;
    return;
  }
  StoredTrial* const trial = find_trial(record);
  if (trial == nullptr || is_finished(trial->trial.state)) return;
  if (operation == Operation::kSetTrialParameter) {
    set_parameter(*trial, record);
  } else if (operation == Operation::kSetTrialState) {
    set_state(*trial, record);
  } else if (operation == Operation::kSetTrialValue) {
    trial->trial.values[integer_of(record, "step")] =
        float_of(record.at("intermediate_value"), "intermediate_value");
  } else if (operation == Operation::kSetTrialUserAttribute) {
    const auto [key, value] = attribute_of(record, "user_attr");
    trial->user_attributes[key] = value;
  } else {
    const auto [key, value] = attribute_of(record, "system_attr");
    set_system_attribute(*trial, key, value);
  }
}

void Study::create_study(const Json& record) {
  const auto name = record.at("study_name").get<std::string>();
  const auto has_name = [&](const auto& study) { return study.second == name; };
  // Optuna makes no second one of a name, and gives it no id.
  if (std::ranges::any_of(studies_, has_name)) return;
  if (num_studies_ == kSweepStudyId) {
    const Json& directions = record.at("directions");
    if (directions != Json::array({1}) && directions != Json::array({2})) {
      fail_record("a sweep has one direction, to minimize [1] or to maximize [2]");
    }
    if (name.empty()) fail_record("the study has no name");
    name_ = name;
    is_minimized_ = directions[0] == 1;
  }
  studies_[num_studies_++] = name;
}

void Study::create_trial(const Json& record) {
  if (!knows_study(record)) return;
  // Ids go on from study to study, numbers of trials begin anew in each.
  const int64_t id = num_trials_in_file_++;
  if (integer_of(record, "study_id") != kSweepStudyId) return;
  StoredTrial trial{.trial = {.number = static_cast<int64_t>(trials_.size())}};
  if (const Json* distributions = find_field(record, "distributions")) {
    for (const auto& [name, text] : distributions->items()) {
      trial.distributions[name] = distribution_of(text);
    }
  }
  if (const Json* parameters = find_field(record, "params")) {
    for (const auto& [name, value] : parameters->items()) {
      const auto distribution = trial.distributions.find(name);
      if (distribution == trial.distributions.end()) {
        fail_record("parameter '" + name + "' has no distribution");
      }
      const double number = float_of(value, "parameter '" + name + "'");
      check_parameter(name, distribution->second, number);
      trial.trial.parameters[name] = number;
      first_to_have_.try_emplace(name, trials_.size());
    }
  }
  read_template(trial, record);
  trials_.push_back(std::move(trial));
  ids_.push_back(id);
}

void Study::set_parameter(StoredTrial& trial, const Json& record) {
  const auto name = record.at("param_name").get<std::string>();
  const double value = float_of(record.at("param_value_internal"), "param_value_internal");
  const Distribution& distribution = distribution_of(record.at("distribution"));
  const auto number = static_cast<size_t>(trial.trial.number);
  const auto [first, is_new] = first_to_have_.try_emplace(name, number);
  // Optuna passes such a parameter over, too, without a word.
  if (!is_new && !are_compatible(trials_[first->second].distributions.at(name), distribution)) {
    return;
  }
  check_parameter(name, distribution, value);
  first->second = std::min(first->second, number);
  trial.trial.parameters[name] = value;
  trial.distributions[name] = distribution;
}

/// Whether the study that a record is about was not deleted.
bool Study::knows_study(const Json& record) const {
  const int64_t id = integer_of(record, "study_id");
  if (id < 0 || id >= num_studies_) {
    fail_record("study " + std::to_string(id) + " was never made");
  }
  return studies_.contains(id);
}

std::optional<int64_t> Study::number_of(int64_t trial_id) const {
  const auto place = std::ranges::lower_bound(ids_, trial_id);
  if (place == ids_.end() || *place != trial_id) return std::nullopt;
  return place - ids_.begin();
}

/// Null for a trial of another study.
StoredTrial* Study::find_trial(const Json& record) {
  const int64_t id = integer_of(record, "trial_id");
  if (id < 0 || id >= num_trials_in_file_) {
    fail_record("trial " + std::to_string(id) + " was never made");
  }
  const std::optional<int64_t> number = number_of(id);
  return number ? &trials_[static_cast<size_t>(*number)] : nullptr;
}

const Distribution& Study::distribution_of(const Json& text) {
  const auto& key = text.get_ref<const std::string&>();
  const auto found = parsed_.find(key);
  if (found != parsed_.end()) return found->second;
  // Elements of a map stay where they are as it grows.
  return parsed_.emplace(key, parse_distribution(key)).first->second;
}

}  // namespace tandem
