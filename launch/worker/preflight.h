// Everything that has to hold before a run begins or goes on, and can be found out before anything
// is written or cut.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "framework/data/storage/data_sources.h"
#include "framework/distributed/communicator.h"
#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"
#include "framework/training/model_state.h"
#include "framework/training/run_configuration.h"
#include "launch/worker/opened_networks.h"

namespace tandem {

/// A run that training goes on with, or that a new one branches off from.
struct Continuation {
  const RunPaths& run;
  const RunManifest& manifest;
  int64_t start_step = 0;                        // step of the checkpoint; 0: the beginning
  OptionChange change = OptionChange::kAnytime;  // which options may differ; kLive: in a branch
};

struct PreflightRequest {
  const RunConfiguration& configuration;
  const DataSources& data;
  Communicator& ranks;  // all that ask together
  /// What this one computes by, see numerics_identity; empty: no rank asks.
  std::string numerics = {};
  std::optional<Continuation> continued = std::nullopt;  // absent: a new run
};

/// What a run consists of, as it was checked.
struct Preflight {
  std::string data_digests;
  std::unique_ptr<ModelState> state;
  std::unique_ptr<MeasuringNetworks> networks;  // that images are measured by; null: none
  std::string networks_identity;                // of them: what values depend on
};

/// Checks, in this order: that all ranks were given the same, and how many there are; which options
/// differ from those that the run began with; the data, and whether they fill a batch; the model
/// that is built for it, its objectives and what it is evaluated by; that data and classifier are
/// those that the run began with. Says in the log what else is not as it was. Throws ConfigError,
/// DataError or CheckpointError, with the place where the option is set. Changes nothing.
/// Collective.
Preflight preflight(const PreflightRequest& request);

/// The same by one process alone, which asks before there are ranks, perhaps on a machine that none
/// of them will be on: what they compute by is not compared. Takes the numerics of the
/// configuration. `may_be_placed`: the command can be told where data lie, where they are missing.
void preflight_alone(const RunConfiguration& configuration,
                     const std::optional<Continuation>& continued = std::nullopt,
                     bool may_be_placed = true);

}  // namespace tandem
