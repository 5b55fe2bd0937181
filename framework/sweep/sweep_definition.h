// What a sweep is, as its file says: families and what is searched, by which sampler, under which
// scheduler.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/config/config_node.h"
#include "framework/config/problem_list.h"
#include "framework/sweep/search_space.h"

namespace tandem {

struct SweepFamily {
  std::string label;             // the choice of `family`; empty where a sweep has but one
  std::filesystem::path config;  // of `train`
  double cost = 1;               // of a step, beside those of the other families
  std::vector<std::string> overrides = {};  // "key=value": what all its trials set
  bool operator==(const SweepFamily&) const = default;
};

/// How the values of the seeds become that of a trial.
enum class SeedSummary { kMean, kMedian };

/// Which decisions are made when: as if `workers` trained side by side at the declared costs, or as
/// results come.
enum class DecisionOrder { kVirtual, kArrival };

struct SamplerOptions {
  std::string kind = "tpe";
  int64_t seed = 1;
  bool operator==(const SamplerOptions&) const = default;
};

struct SchedulerOptions {
  std::string kind = "none";
  std::vector<double> rungs = {};  // steps at which trials are compared; all at most 1: shares of
                                   // the steps of a run. Empty: the scheduler's own
  double eta = 4;                  // halving: one of so many goes on
  int64_t interval = 0;            // median, population: steps between decisions
  int64_t startup_trials = 5;      // median: complete trials before any is stopped
  int64_t members = 8;             // population
  bool operator==(const SchedulerOptions&) const = default;
};

/// What a trial takes of a machine, and how often it may be lost.
struct PlacementOptions {
  int64_t ranks_per_trial = 1;
  double trials_per_gpu = 1;
  int64_t retries = 2;          // of a job that is lost without a newer checkpoint
  int64_t timeout_seconds = 0;  // of a job; 0: none
  bool operator==(const PlacementOptions&) const = default;
};

struct SweepDefinition {
  std::string name;
  std::string metric;  // as metrics.jsonl has it: "valid/classifier_fid"
  bool is_minimized = true;
  int64_t trials = 0;                // in all; 0: as many as the sampler has
  std::vector<int64_t> seeds = {1};  // each trial is trained with every one of them
  bool seeds_from_last = false;      // below the last rung with the first seed alone
  SeedSummary summary = SeedSummary::kMean;
  int64_t workers = 4;  // virtual ones; real ones may be fewer
  DecisionOrder order = DecisionOrder::kVirtual;
  std::vector<SweepFamily> families;  // at least one
  SearchSpace space;                  // with `family` first where there are several
  SamplerOptions sampler;
  SchedulerOptions scheduler;
  PlacementOptions placement;
  bool operator==(const SweepDefinition&) const = default;
};

/// A sampler or a scheduler in words.
struct KindText {
  std::string name;
  std::string sentence;
  std::vector<std::string> options = {};  // those of its section that it reads
};

struct SweepKinds {
  std::vector<KindText> samplers;
  std::vector<KindText> schedulers;
};

/// Where the user wrote what `train` gets as an option of another name: "s.yaml:3:11:
/// sweep.metric", or the word of the command line.
struct SweepPlaces {
  std::string metric;
  std::map<std::string, std::string> parameters = {};  // by name
};

/// A sweep as far as it was understood, and all that was not.
struct ParsedSweep {
  SweepDefinition definition;
  ProblemList problems;
  SweepPlaces places = {};
};

/// Reads a sweep from its file (a section `sweep`) and words of the command line: "key=space",
/// "FAMILY:key=space", "family=a,b" (some of the families of the file), and options of the sweep
/// itself as "sweep.trials=20". A file without that section is the configuration of a training, and
/// all else comes from the words. Paths of configurations are relative to the file's directory, or
/// else to the current one; the sweep has them absolute. Throws one UsageError for all words that
/// cannot be understood, ConfigError for a file that is no sweep.
ParsedSweep try_parse_sweep(const ConfigNode& root, const std::filesystem::path& file,
                            const std::vector<std::string>& words, const SweepKinds& kinds);

/// The same; throws one ConfigError that lists everything that is wrong.
SweepDefinition parse_sweep(const ConfigNode& root, const std::filesystem::path& file,
                            const std::vector<std::string>& words, const SweepKinds& kinds);

/// The same sweep as YAML that parse_sweep reads back, with every option. Configurations in the
/// `directory` of its file, or below, are named as seen from there.
std::string to_yaml(SweepDefinition sweep, const std::filesystem::path& directory = {});

/// Sentences on what is not as it was when the sweep began. More trials and another placement are
/// no difference: they change no trial.
std::vector<std::string> difference_from_start(const SweepDefinition& start,
                                               const SweepDefinition& now);

}  // namespace tandem
