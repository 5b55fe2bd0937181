// The records of a journal, made and replayed: trials with everything that is known of them.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "framework/sweep/search_space.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// A trial as the journal has it.
struct StoredTrial {
  Trial trial;
  std::map<std::string, Distribution> distributions = {};
  std::map<std::string, nlohmann::json> user_attributes = {};
  std::map<std::string, nlohmann::json> system_attributes = {};
  std::string began = {};  // times as Optuna writes them
  std::string ended = {};
};

/// The study of a sweep, the first one of the journal. Other studies in it are passed over, their
/// trials are counted, as the numbers of trials in the file need.
class Study {
 public:
  /// Takes one record into account. Throws DataError for one that contradicts those before it or
  /// does not have the fields of its kind.
  void take(const nlohmann::json& record);

  bool exists() const { return !name_.empty(); }
  const std::string& name() const { return name_; }
  bool is_minimized() const { return is_minimized_; }
  const std::vector<StoredTrial>& trials() const { return trials_; }  // by number
  const std::map<std::string, nlohmann::json>& user_attributes() const { return user_; }
  const std::map<std::string, nlohmann::json>& system_attributes() const { return system_; }
  /// The id in the journal of the trial of this number.
  int64_t trial_id(int64_t number) const { return ids_.at(static_cast<size_t>(number)); }
  /// The number of the trial with this id; nothing for one of another study.
  std::optional<int64_t> number_of(int64_t trial_id) const;
  /// The id that the next trial made will have.
  int64_t next_trial_id() const { return num_trials_in_file_; }

 private:
  std::string name_;
  bool is_minimized_ = true;
  std::vector<StoredTrial> trials_;
  std::vector<int64_t> ids_;
  std::map<int64_t, size_t> by_id_;
  int64_t num_studies_ = 0;
  int64_t num_trials_in_file_ = 0;
  std::map<std::string, nlohmann::json> user_;
  std::map<std::string, nlohmann::json> system_;
};

/// Records, each a line of the journal. Times are now.
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
