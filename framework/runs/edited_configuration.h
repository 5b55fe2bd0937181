// Whether config.yaml of a run is still the one that it was trained by.
#pragma once

#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {

/// Says in the log where it is not. A run that was never started has what it will be trained by.
/// Throws FileError.
void warn_of_edited_configuration(const RunPaths& run, const RunManifest& manifest);

}  // namespace tandem
