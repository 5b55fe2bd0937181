// inspect: what is in a run or a checkpoint.
#include <iostream>
#include <optional>

#include "framework/checkpoint/checkpoint_store.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/report/run_summary.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/edited_configuration.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_paths.h"
#include "launch/model_options.h"
#include "launch/worker/loaded_run.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

/// The checkpoint that is shown.
struct ShownCheckpoint {
  std::filesystem::path directory;  // of all checkpoints
  int64_t step = 0;
};

/// That of a run, of which it is printed how far it is, and its configuration; none where there is
/// none yet.
std::optional<ShownCheckpoint> checkpoint_of_run(const CommandCall& call, const RunPaths& run) {
  const auto named = named_step(call, run.root);
  const auto step = named ? named : latest_checkpoint(run.checkpoints());
  bool was_collected = false;
  try {
    std::cout << run_summary(collect_runs({run.root}).front()) << '\n';
    was_collected = true;
  } catch (const Error& error) {
    std::cerr << "tandem-worker: warning: " << error.what() << '\n';  // the rest may be sound
  }
  std::cout << printable(read_file(run.config())) << std::flush;
  // Else said where runs are collected.
  if (!was_collected) warn_of_edited_configuration(run, RunManifest(run.root));
  if (!step) return std::nullopt;
  return ShownCheckpoint{run.checkpoints(), *step};
}

/// That which a path names itself. Throws UsageError where it names none.
ShownCheckpoint checkpoint_at(const CommandCall& call, const std::filesystem::path& path) {
  if (call.has("step") || call.has("best")) {
    throw UsageError({.what = "--step and --best choose among the checkpoints of a run",
                      .expected = "a run directory",
                      .got = path,
                      .advice = "Leave them out to see this checkpoint."});
  }
  // With or without a slash behind it.
  const std::filesystem::path place = path.has_filename() ? path : path.parent_path();
  const auto step = step_of_name(place.filename().string());
  if (step) return {place.parent_path(), *step};
  throw UsageError({.what = "neither a run nor a checkpoint",
                    .expected = "a run directory, or " + step_name(1000) +
                                " for example, below "
                                "its checkpoints",
                    .got = place.filename()});
}

void print(const ShownCheckpoint& shown) {
  // How many it would keep does not matter, since it saves nothing.
  CheckpointStore store(shown.directory, 1);
  const CheckpointContents contents = store.load(shown.step);
  const std::optional<BestCheckpoint> best = store.checked_best(contents.best);
  std::cout << "\ncheckpoint " << printable_line(store.directory_of(shown.step)) << '\n';
  for (const auto& [file, tensors] : contents.tensors) {
    int64_t count = 0;
    std::cout << printable_line(part_file(file)) << '\n';
    for (const auto& [name, tensor] : tensors) {
      std::cout << "  " << printable_line(name) << "  " << tensor.sizes() << "  "
                << tensor.scalar_type() << '\n';
      count += tensor.numel();
    }
    std::cout << "  " << count << " numbers\n";
  }
  if (best) {
    std::cout << "best " << step_name(best->step) << ' ' << printable_line(best->metric) << " = "
              << nlohmann::json(best->value) << '\n';
  }
  std::cout << "state " << printable_line(contents.state.dump()) << '\n';
}

ExitCode inspect(const CommandCall& call) {
  const std::filesystem::path path = named_run(call);
  const auto shown = holds_run(path) ? checkpoint_of_run(call, {path}) : checkpoint_at(call, path);
  if (shown) {
    print(*shown);
  } else {
    std::cout << "\nno usable checkpoint yet\n";
  }
  return ExitCode::kDone;
}

}  // namespace

Command inspect_worker_command() { return carried_out("inspect", inspect); }

}  // namespace tandem
