// The records of a journal, each a line of it, as Optuna's JournalStorage writes them.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "framework/sweep/search_space.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// What a record does: its op_code.
enum class JournalOperation {
  kCreateStudy = 0,
  kDeleteStudy = 1,
  kSetStudyUserAttribute = 2,
  kSetStudySystemAttribute = 3,
  kCreateTrial = 4,
  kSetTrialParameter = 5,
  kSetTrialState = 6,
  kSetTrialValue = 7,
  kSetTrialUserAttribute = 8,
  kSetTrialSystemAttribute = 9,
  kDiscardTrials = 10,
};

/// The id of the first study of a journal, which is that of the sweep.
inline constexpr int64_t kSweepStudyId = 0;

/// The system attribute by which Optuna knows that a trial is infeasible: a list of numbers, those
/// above 0 are violations.
inline constexpr const char* kConstraintsAttribute = "constraints";

/// Seconds since 1970 of a time as the records below have it; nothing for any other text.
std::optional<double> seconds_of(const std::string& time);

/// Times are now.
nlohmann::ordered_json study_record(const std::string& name, bool is_minimized);
nlohmann::ordered_json study_user_attribute(const std::string& key, const nlohmann::json& value);
nlohmann::ordered_json study_system_attribute(const std::string& key, const nlohmann::json& value);
/// A trial that begins, whole: `parameters` with the distributions that `space` has.
nlohmann::ordered_json trial_record(const SearchSpace& space, const Assignment& parameters,
                                    const std::map<std::string, nlohmann::json>& user_attributes);
/// A trial gets another state; `value` of a complete or pruned one.
nlohmann::ordered_json state_record(int64_t trial_id, TrialState state,
                                    std::optional<double> value = std::nullopt);
nlohmann::ordered_json value_record(int64_t trial_id, int64_t step, double value);
nlohmann::ordered_json trial_user_attribute(int64_t trial_id, const std::string& key,
                                            const nlohmann::json& value);
nlohmann::ordered_json trial_system_attribute(int64_t trial_id, const std::string& key,
                                              const nlohmann::json& value);
/// What marks a trial as infeasible: it diverged.
nlohmann::ordered_json infeasible_record(int64_t trial_id);

}  // namespace tandem
