#include "launch/sweep/sweep_families.h"

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/sweep/sweep_probes.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

/// Of a resolved configuration; 0 where it has no such option.
int64_t number_in(const ConfigNode& root, const std::string& name) {
  const ConfigNode* node = root.find(name);
  return node == nullptr ? 0 : std::stoll(node->text);
}

/// `train` knows which metrics a run has, and says so of the one that chooses its best checkpoint.
Arguments asking_for_metric(const SweepDefinition& sweep) {
  return {"checkpoint.best=" + sweep.metric,
          std::string("checkpoint.best_is=") + (sweep.is_minimized ? "lowest" : "highest")};
}

WorkerAnswer ask(const SweepFamily& family, const std::vector<std::string>& settings) {
  Arguments question = {"resolve", family.config.string()};
  question.insert(question.end(), settings.begin(), settings.end());
  return ask_worker(question);
}

}  // namespace

std::optional<ResolvedRun> resolve_family(const SweepFamily& family) {
  WorkerAnswer answer = ask(family, family.overrides);
  if (answer.exit_code == ExitCode::kInputOutput) {
    // Says nothing of the sweep: what is wrong with that is not known yet.
    throw Error(answer.exit_code,
                {.what = "a configuration of the sweep cannot be examined, as said above",
                 .where = family.config.string()});
  }
  if (answer.exit_code != ExitCode::kDone) return std::nullopt;
  return std::move(answer.run);
}

bool accepts_all_ends(const SweepDefinition& sweep,
                      const std::vector<std::optional<ResolvedRun>>& families) {
  bool accepts = true;
  for (const FamilyProbes& probes : probe_overrides(sweep)) {
    // What it says of the family as it stands would be said of each probe again.
    if (!families[probes.family]) continue;
    for (std::vector<std::string> settings : probes.settings) {
      const Arguments metric = asking_for_metric(sweep);
      settings.insert(settings.end(), metric.begin(), metric.end());
      const WorkerAnswer answer = ask(sweep.families[probes.family], settings);
      // All are asked: each answer names other options.
      accepts = answer.exit_code == ExitCode::kDone && accepts;
    }
  }
  return accepts;
}

RunLength run_length(const ResolvedRun& run) {
  return {.steps = run.steps,
          .evaluation_every = number_in(read_yaml(run.yaml, run.name), "evaluation.every")};
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
                                      .live_options = run.live_options};
  }
  return facts;
}

}  // namespace tandem
