// resume: what a resumed run may change, which checkpoint it would go on from, and what it would
// be. Says in the log what is passed over. Changes nothing.
#include <iostream>

#include "experiments/family_table.h"
#include "framework/core/log.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_paths.h"
#include "framework/training/run_configuration.h"
#include "launch/model_options.h"
#include "launch/worker/loaded_run.h"
#include "launch/worker/preflight.h"
#include "launch/worker/resolved_run.h"
#include "launch/worker/resume_check.h"
#include "launch/worker/rewind.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

/// The step that a run is to go on from; 0: its beginning.
int64_t start_step_of(const RunPaths& run, const CommandCall& call) {
  const auto named = named_step(call, run.root);
  if (!named) return latest_checkpoint(run.checkpoints()).value_or(0);
  check_checkpoint(run.checkpoints(), *named);
  return *named;
}

ExitCode answer(const CommandCall& call) {
  if (call.words.empty()) call.fail("the run is missing");
  const RunPaths run{call.words.front()};
  const Arguments overrides(call.words.begin() + 1, call.words.end());
  const auto configuration = RunConfiguration::of_run(run.root, overrides, all_families());
  const RunManifest manifest(run.root);
  const int64_t start_step = start_step_of(run, call);
  preflight_alone(configuration, Continuation{run, manifest, start_step});
  ResolvedRun resolved = resolved_run(configuration);
  resolved.start_step = start_step;
  if (start_step > 0 && manifest.was_started()) {
    resolved.ranks_before = std::ssize(manifest.starts().back().start.hosts);
  }
  resolved.numerics_change = numerics_change_here(manifest, configuration.options());
  if (const auto behind = behind_directory(run, resolved.start_step)) {
    log_warning("everything after step " + std::to_string(resolved.start_step) +
                " will be moved to " + behind->string());
  }
  std::cout << to_json_line(resolved) << '\n';
  return ExitCode::kDone;
}

}  // namespace

Command resume_worker_command() {
  return {.program = "tandem-worker",
          .name = "resume",
          .usage = "RUN [key=value …] [--step N | --best]",
          .sentence = "Answer how a run would go on, and whether it may.",
          .place = 12,
          .options = checkpoint_options,
          .run = answer};
}

}  // namespace tandem
