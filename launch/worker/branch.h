// A run that branches off from the state of another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/runs/run_manifest.h"
#include "framework/training/run_configuration.h"

namespace tandem {

struct Branch {
  ParentCheckpoint parent;
  RunConfiguration configuration;  // of the new run
  /// By what else than its parent the new run would be computed by a rank on this machine, in a
  /// sentence; empty: by nothing that is known.
  std::string numerics_change = "";
};

/// `parent` is RUN@STEP, or RUN for its newest checkpoint; the overrides are of its configuration.
/// Throws ConfigError naming the overrides that a branch may not change, CheckpointError when the
/// checkpoint does not hold what the new run needs, or its data is not that of the parent. Makes
/// nothing; says in the log what else is not as it was.
Branch plan_branch(const std::string& parent, const std::vector<std::string>& overrides);

/// Throws ConfigError naming both where `parent`, a text as before, names another run or step than
/// the checkpoint that `run` began with. Neither of them need be there any more.
void check_began_with(const std::filesystem::path& run, const ParentCheckpoint& began,
                      const std::string& parent);

}  // namespace tandem
