#include "launch/worker/resume_check.h"

#include <vector>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/named_values.h"
#include "framework/core/number_in.h"
#include "framework/device/gpu.h"
#include "framework/runs/checkpoint_record.h"
#include "framework/runs/edited_configuration.h"
#include "framework/runs/json_lines.h"
#include "launch/worker/device.h"
#include "launch/worker/numerics.h"

namespace tandem {
namespace {

constexpr const char* kCheckpointInterval = "checkpoint.every";

}  // namespace

void check_options(const RunPaths& run, const RunManifest& manifest,
                   const RunConfiguration& configuration, OptionChange kind) {
  const auto written = RunConfiguration::of_run(run.root, {}, all_families());
  // Those of the manifest, since config.yaml may have been edited.
  const auto before = manifest.options(flatten(written.section()));
  const auto changes = differences(before, configuration.section(), kind);
  if (!changes.empty()) {
    const bool branches = kind == OptionChange::kLive;
    throw ConfigError({.what = (branches ? "a branch of a run" : "a resumed run") +
                               std::string(" keeps its options; these differ:"),
                       .where = run.config(),
                       .expected = branches ? "changes of rates, weights of losses, numbers of "
                                              "updates, steps, intervals or paths of data only"
                                            : "changes of steps, intervals or paths of data only",
                       .got = std::to_string(changes.size()) + " other",
                       .advice = branches ? "`tandem config CONFIG help` marks what may change."
                                          : "Start a new run to change them, or a branch of this "
                                            "one with `tandem train --from`.",
                       .items = changes});
  }
  for (const std::string& edit : differences(before, written.section(), OptionChange::kNever)) {
    log_warning(run.config().string() + " was edited: " + edit);
  }
}

void check_configuration(const RunPaths& run, const RunConfiguration& configuration) {
  const RunManifest manifest(run.root);
  const auto before = manifest.options(flatten(configuration.section()));
  const auto changes = differences(before, configuration.section(), OptionChange::kAnytime);
  if (changes.empty()) return warn_of_edited_configuration(run, manifest);
  throw ConfigError({.what = "this is not what the run was trained by:",
                     .where = run.config(),
                     .advice = "Undo the edit, or put a sound copy in its place.",
                     .items = changes});
}

void check_origin(const RunPaths& run, const RunManifest& manifest, int64_t start_step) {
  const std::optional<ParentCheckpoint> parent = manifest.parent();
  if (!parent || start_step >= parent->step) return;
  const std::string origin = parent->run.string() + "@" + std::to_string(parent->step);
  throw CheckpointError({.what = "the checkpoint that the run began with is gone, and no later one "
                                 "can be used",
                         .where = run.checkpoints(),
                         .expected = "one of step " + std::to_string(parent->step) +
                                     " or later, since the run is a branch of " + origin,
                         .advice = "Put its checkpoints back, or branch off anew into another "
                                   "directory: `tandem train --from " +
                                   origin + "`."});
}

void check_lines(const RunPaths& run, const RunManifest& manifest, int64_t start_step) {
  // The interval is that of the last start, and says nothing about checkpoints of before.
  if (!manifest.was_started() || start_step <= manifest.starts().back().start.start_step) return;
  const int64_t every =
      number_in<int64_t>(text_under(manifest.facts().options, kCheckpointInterval)).value_or(0);
  // One that a request to stop asked for has no line.
  if (every <= 0 || start_step % every != 0) return;
  const std::vector<JsonLine> lines = read_json_lines(run.metrics());
  bool tells_of_checkpoints = lines.empty();
  for (const JsonLine& line : lines) {
    if (!record_in(line, run.metrics())) continue;
    if (line.step == start_step) return;
    tells_of_checkpoints = true;
  }
  if (!tells_of_checkpoints) return;  // as runs of earlier versions
  throw DataError({.what = "the file was cut: it does not tell of the checkpoint to go on from",
                   .where = run.metrics(),
                   .expected = "a line about the checkpoint of step " + std::to_string(start_step),
                   .advice = "Put a sound copy of the file in its place, or resume from an earlier "
                             "checkpoint with --step."});
}

std::string numerics_change_here(const RunManifest& manifest, const RunOptions& options) {
  if (!manifest.was_started()) return "";
  if (options.device == DeviceKind::kCuda && num_gpus() == 0) return "";
  return manifest.numerics_change(
      numerics_identity(options.numerics, choose_device(options.device, 0)));
}

void warn_of_changes(const RunPaths& run, const RunManifest& manifest, const std::string& numerics,
                     int64_t start_step) {
  if (start_step > 0 && !manifest.was_started()) {
    log_warning(run.manifest().string() +
                " is missing: whether options and data are those that the run began with cannot "
                "be checked");
  }
  if (numerics.empty()) return;
  const std::string change = manifest.numerics_change(numerics);
  if (!change.empty()) log_warning(change);
}

}  // namespace tandem
