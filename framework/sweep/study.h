// The records of a journal replayed: trials with everything that is known of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "framework/sweep/distribution.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// A trial as the journal has it.
struct StoredTrial {
  Trial trial;
  std::map<std::string, Distribution> distributions = {};
  std::map<std::string, nlohmann::json> user_attributes = {};
  std::map<std::string, nlohmann::json> system_attributes = {};
  std::string began = {};  // times as they are written; empty: not said
  std::string ended = {};
  int64_t began_step = 0;  // to which it had been measured when it last began
};

/// The study of a sweep, the first one of the journal. Other studies in it are passed over, their
/// trials are counted, as the numbers of trials in the file need.
class Study {
 public:
  /// Takes the next record of the journal into account, as Optuna does: a finished trial accepts no
  /// more, what is said of it afterwards is passed over. Throws DataError naming the line for a
  /// record that does not have the fields of its kind, is about a trial or study that was never
  /// made, or deletes the study; the study is of no use afterwards.
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
  void apply(const nlohmann::json& record);
  void create_study(const nlohmann::json& record);
  void create_trial(const nlohmann::json& record);
  void set_parameter(StoredTrial& trial, const nlohmann::json& record);
  bool knows_study(const nlohmann::json& record) const;
  StoredTrial* find_trial(const nlohmann::json& record);
  const Distribution& distribution_of(const nlohmann::json& text);

  std::string name_;
  bool is_minimized_ = true;
  std::vector<StoredTrial> trials_;
  std::vector<int64_t> ids_;  // ascending
  std::map<std::string, nlohmann::json> user_;
  std::map<std::string, nlohmann::json> system_;
  int64_t num_records_ = 0;
  int64_t num_trials_in_file_ = 0;
  int64_t num_studies_ = 0;
  std::map<int64_t, std::string> studies_;                    // all that were not deleted: names
  std::map<std::string, Distribution, std::less<>> parsed_;   // by text: most trials share them
  std::map<std::string, size_t, std::less<>> first_to_have_;  // parameters: numbers of trials
};

}  // namespace tandem
