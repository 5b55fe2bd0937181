#include "framework/runs/edited_configuration.h"

#include "framework/core/digest.h"
#include "framework/core/files.h"
#include "framework/core/log.h"

namespace tandem {

void warn_of_edited_configuration(const RunPaths& run, const RunManifest& manifest) {
  if (!manifest.was_started()) return;
  if (digest_of(read_file(run.config())) == manifest.facts().config_digest) return;
  log_warning(run.config().string() + " was edited, or damaged, since the run was trained by it; " +
              run.manifest().filename().string() + " has the options of the training");
}

}  // namespace tandem
