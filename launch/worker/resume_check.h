// Whether a run goes on as what it was.
#pragma once

#include <cstdint>
#include <string>

#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// Throws ConfigError naming the options of `configuration`, config.yaml with overrides, that are
/// not those that the run began with and may not change like this, whoever changed them. What was
/// edited in config.yaml and may change is named in the log.
void check_options(const RunPaths& run, const RunManifest& manifest,
                   const RunConfiguration& configuration, OptionChange kind);

/// Throws ConfigError naming the options in config.yaml that are not those that the run was trained
/// by, but for what may change whenever it is resumed, such as paths of data: that is named in the
/// log.
void check_configuration(const RunPaths& run, const RunConfiguration& configuration);

/// Throws CheckpointError where a branch would go on from before the checkpoint that it began with:
/// it would be another run.
void check_origin(const RunPaths& run, const RunManifest& manifest, int64_t start_step);

/// Throws DataError where metrics.jsonl has no line about the checkpoint that a run goes on from,
/// although its last start wrote one: the file was cut.
void check_lines(const RunPaths& run, const RunManifest& manifest, int64_t start_step);

/// By what else than at its last start the run would be computed by a rank on this machine, in a
/// sentence; empty: by nothing, or this machine has not the device that the run needs.
std::string numerics_change_here(const RunManifest& manifest, const RunOptions& options);

/// Says in the log what cannot be checked, and what else than options is not as at the last start.
/// `numerics` is empty where no rank asks: what they compute by is not known there.
void warn_of_changes(const RunPaths& run, const RunManifest& manifest, const std::string& numerics,
                     int64_t start_step);

}  // namespace tandem
