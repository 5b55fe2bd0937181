// A sweep as its page shows it: plain values, whatever searched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/named_values.h"

namespace tandem {

struct SweepParameter {
  enum class Kind { kCategorical, kInteger, kReal };

  std::string name;
  Kind kind = Kind::kReal;
  std::vector<std::string> choices = {};  // of a categorical one; its values are their indices
  bool is_log = false;
  double low = 0;  // both ends are included
  double high = 0;
};

struct SweepTrial {
  int64_t number = 0;
  std::string state;                              // "complete", "pruned", "failed", "diverged", …
  std::map<std::string, double> values = {};      // of its parameters, by name; no others
  std::map<std::string, std::string> texts = {};  // the same as `train` reads them
  std::optional<double> result = {};      // the value of the metric; not finite or nothing: none
  std::optional<double> half_width = {};  // of its interval over seeds
  std::map<int64_t, double> course = {};  // the metric by step; not finite: a gap
  std::optional<int64_t> end_place = {};  // 1 for the trial that ended first
  std::vector<std::filesystem::path> runs = {};  // of its seeds
  std::string cause = {};                        // why it failed or diverged
};

/// What a rung, at which trials are compared, tells of the next one.
struct SweepRung {
  std::string steps;                       // "1000"; where families differ, "a 1000, b 4000"
  size_t num_trials = 0;                   // that have a value there
  std::optional<double> correlation = {};  // of ranks, with the next rung; nothing: unknown
};

struct SweepSubject {
  std::string name;
  std::string metric;
  bool is_minimized = true;
  std::vector<SweepParameter> parameters = {};
  std::vector<SweepTrial> trials = {};                           // by number
  std::vector<std::pair<std::string, double>> importances = {};  // shares by parameter
  std::vector<SweepRung> rungs = {};                             // from the first
  NamedTexts facts = {};                                         // sampler, scheduler, seeds, …
  std::vector<std::string> commands = {};                        // that make the sweep again
};

/// States of trials that are looked at: whose result counts, which were stopped, and which came to
/// nothing.
inline constexpr const char* kCompleteState = "complete";
inline constexpr const char* kPrunedState = "pruned";
inline constexpr const char* kFailedState = "failed";
inline constexpr const char* kDivergedState = "diverged";

/// How many trials have each state.
using StateCounts = std::map<std::string, size_t>;

/// What there is to say of trials none of which is the best: "no trial is complete yet" while one
/// may be, "no trial is complete: every one diverged" where that is so.
std::string incomplete_text(const StateCounts& counts);

/// Whether `first` is better than `second`; what is not finite is worse than anything that is.
bool is_better(const SweepSubject& sweep, double first, double second);

/// Complete trials that have a result, the best first, equal ones by number.
std::vector<const SweepTrial*> best_trials(const SweepSubject& sweep);

/// Parameters of which the trials have different values.
std::vector<const SweepParameter*> varied_parameters(const SweepSubject& sweep);

/// "12.3 ± 0.4"; empty where there is no result.
std::string result_text(const SweepTrial& trial);

/// The text of a parameter of a trial; empty where the trial has no such parameter.
std::string parameter_text(const SweepTrial& trial, const std::string& parameter);

/// "trial 17: complete, 12.3 ± 0.4".
std::string trial_text(const SweepTrial& trial);

}  // namespace tandem
