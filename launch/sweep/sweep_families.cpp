#include "launch/sweep/sweep_families.h"

#include <optional>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/sweep/sweep_probes.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

int64_t number_in(const ConfigNode& root, const std::string& name) {
  const ConfigNode* node = root.find(name);
  return node == nullptr ? 0 : std::stoll(node->text);
}

/// `train` knows which metrics a run has, and says so of the one that chooses its best checkpoint.
Arguments asking_for_metric(const SweepDefinition& sweep) {
  return {"checkpoint.best=" + sweep.metric,
          std::string("checkpoint.best_is=") + (sweep.is_minimized ? "lowest" : "highest")};
}

}  // namespace

std::vector<ResolvedRun> resolve_families(const SweepDefinition& sweep, bool asks_for_ends) {
  std::vector<ResolvedRun> runs(sweep.families.size());
  std::optional<Error> refused;
  const auto ask = [&](size_t family, const std::vector<std::string>& settings) {
    const std::string config = sweep.families[family].config.string();
    Arguments question = {"resolve", config};
    question.insert(question.end(), settings.begin(), settings.end());
    const Arguments metric = asking_for_metric(sweep);
    question.insert(question.end(), metric.begin(), metric.end());
    const WorkerAnswer answer = ask_worker(question);
    if (answer.exit_code == ExitCode::kDone) return answer.run;
    if (!refused) {
      refused = Error(answer.exit_code,
                      {.what = "a configuration of the sweep cannot be trained, as said above",
                       .where = config});
    }
    return ResolvedRun{};
  };
  for (size_t family = 0; family < runs.size(); ++family) {
    runs[family] = ask(family, sweep.families[family].overrides);
  }
  if (asks_for_ends && !refused) {
    for (const FamilyProbes& probes : probe_overrides(sweep)) {
      for (const std::vector<std::string>& settings : probes.settings) {
        ask(probes.family, settings);
      }
    }
  }
  if (refused) throw *refused;
  return runs;
}

RunLength run_length(const ResolvedRun& run) {
  return {.steps = run.steps,
          .evaluation_every = number_in(read_yaml(run.yaml, run.name), "evaluation.every")};
}

std::map<std::string, FamilyFacts> facts_of(const SweepDefinition& sweep,
                                            const std::vector<ResolvedRun>& families) {
  std::map<std::string, FamilyFacts> facts;
  for (size_t i = 0; i < families.size(); ++i) {
    const ResolvedRun& run = families[i];
    const RunLength length = run_length(run);
    facts[sweep.families[i].label] = {.steps = length.steps,
                                      .evaluation_every = length.evaluation_every,
                                      .micro_batches = run.micro_batches,
                                      .seed = number_in(read_yaml(run.yaml, run.name), "seed"),
                                      .live_options = run.live_options};
  }
  return facts;
}

}  // namespace tandem
