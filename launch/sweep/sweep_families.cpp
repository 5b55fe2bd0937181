#include "launch/sweep/sweep_families.h"

#include <filesystem>
#include <utility>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/core/text.h"
#include "launch/directory_answer.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

/// Of a resolved configuration; 0 where it has no such option.
int64_t number_or_0(const ConfigNode& root, const std::string& name) {
  const ConfigNode* node = root.find(name);
  return node == nullptr ? 0 : number_in<int64_t>(node->text).value();
}

/// `train` knows which metrics a run has, and says so of the one that chooses its best checkpoint.
Arguments asking_for_metric(const SweepDefinition& sweep) {
  return {"checkpoint.best=" + sweep.metric,
          std::string("checkpoint.best_is=") + (sweep.is_minimized ? "lowest" : "highest")};
}

Arguments words_with(const SweepFamily& family, const std::vector<std::string>& settings) {
  Arguments words = {family.config.string()};
  words.insert(words.end(), settings.begin(), settings.end());
  return words;
}

/// A family as it stands, and behind it what the sweep will set in it.
std::vector<WorkerQuestion> questions_on(const SweepFamily& family, const Arguments& metric,
                                         const FamilyProbes& probes,
                                         const std::map<std::string, std::string>& names) {
  std::vector<WorkerQuestion> questions = {{.words = words_with(family, family.overrides)}};
  for (const std::vector<std::string>& settings : probes.settings) {
    Arguments words = words_with(family, settings);
    words.insert(words.end(), metric.begin(), metric.end());
    // What is said of the family as it stands would be said of each of them again.
    questions.push_back({.words = std::move(words), .follows = true, .names = names});
  }
  return questions;
}

/// Whether it is a file. To be asked to stop ends the wait for the answer.
bool is_there(const std::filesystem::path& config) {
  return answer_of_directory(config, kForEver, [config] {
    std::error_code error;
    return std::filesystem::is_regular_file(config, error);
  });
}

}  // namespace

std::map<std::string, std::string> names_of_settings(const SweepDefinition& sweep,
                                                     const FamilyProbes& probes,
                                                     const SweepPlaces& places) {
  std::map<std::string, std::string> names;
  for (const auto& [setting, parameter] : probes.parameters) {
    const auto place = places.parameters.find(parameter);
    if (place == places.parameters.end()) continue;
    const std::string key = setting.substr(0, setting.find('='));
    // A parameter with a name of its own sets options of other names.
    const bool is_key = parameter == key || parameter.ends_with(":" + key);
    names[setting] = printable_line(is_key ? place->second : place->second + " (" + key + ")");
  }
  if (!places.metric.empty()) {
    names[asking_for_metric(sweep).front()] = printable_line(places.metric);
  }
  return names;
}

FamilyAnswers ask_families(const SweepDefinition& sweep, bool asks_for_ends,
                           const SweepPlaces& places) {
  std::vector<FamilyProbes> probes(sweep.families.size());
  if (asks_for_ends) probes = probe_overrides(sweep);
  std::vector<WorkerQuestion> questions;
  std::vector<size_t> families;  // that each question is on
  for (size_t i = 0; i < sweep.families.size(); ++i) {
    // The parser has reported one that is not there.
    if (!is_there(sweep.families[i].config)) continue;
    for (WorkerQuestion& question :
         questions_on(sweep.families[i], asking_for_metric(sweep), probes[i],
                      names_of_settings(sweep, probes[i], places))) {
      questions.push_back(std::move(question));
      families.push_back(i);
    }
  }
  const std::vector<WorkerAnswer> all = ask_worker_each(questions);
  FamilyAnswers answers;
  answers.families.resize(sweep.families.size());
  for (size_t i = 0; i < all.size(); ++i) {
    const SweepFamily& family = sweep.families[families[i]];
    std::optional<ResolvedRun>& run = answers.families[families[i]];
    const bool is_accepted = all[i].exit_code == ExitCode::kDone;
    if (questions[i].follows) {
      if (run && !is_accepted) answers.accepts_ends = false;
      continue;
    }
    if (is_accepted) {
      run = all[i].run;
    } else if (all[i].exit_code == ExitCode::kInputOutput) {
      answers.unread = family.config.string();
    } else {
      answers.refused.push_back(family.config.string());
    }
  }
  return answers;
}

RunLength run_length(const ResolvedRun& run) {
  return {.steps = run.steps,
          .evaluation_every = number_or_0(read_yaml(run.yaml, run.name), "evaluation.every")};
}

std::map<std::string, FamilyFacts> facts_of(
    const SweepDefinition& sweep, const std::vector<std::optional<ResolvedRun>>& families) {
  std::map<std::string, FamilyFacts> facts;
  for (size_t i = 0; i < families.size(); ++i) {
    if (!families[i]) continue;
    const ResolvedRun& run = *families[i];
    const RunLength length = run_length(run);
    facts[sweep.families[i].label] = {.steps = length.steps,
                                      .evaluation_every = length.evaluation_every,
                                      .micro_batches = run.micro_batches,
                                      .trains_on_gpus = run.device == DeviceKind::kCuda,
                                      .depends_on_ranks = run.depends_on_ranks,
                                      .live_options = run.live_options,
                                      .live_above_zero = run.live_above_zero};
  }
  return facts;
}

}  // namespace tandem
