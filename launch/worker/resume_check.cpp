#include "launch/worker/resume_check.h"

#include <vector>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "launch/worker/device.h"
#include "launch/worker/numerics.h"

namespace tandem {

void check_options(const RunPaths& run, const RunManifest& manifest,
                   const RunConfiguration& configuration, OptionChange kind) {
  const auto written = RunConfiguration::of_run(run.root, {}, all_families());
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

std::string own_numerics(const RunOptions& options) {
  return numerics_identity(options.numerics, choose_device(options.device, 0));
}

void warn_of_changes(const RunPaths& run, const RunManifest& manifest, const std::string& numerics,
                     int64_t start) {
  if (start > 0 && !manifest.was_started()) {
    log_warning(run.manifest().string() +
                " is missing: whether options and data are those that the run began with cannot "
                "be checked");
  }
  const std::string change = manifest.numerics_change(numerics);
  if (!change.empty()) log_warning(change);
}

}  // namespace tandem
