// Where what jobs of Slurm leave lies, in the directory of a run as in that of a sweep.
#pragma once

#include <filesystem>
#include <string>

namespace tandem {

/// Paths in the directory of a run or a sweep. Nothing need be there.
struct SlurmPaths {
  std::filesystem::path root;

  /// What was submitted.
  std::filesystem::path script() const { return root / "job.sbatch"; }
  /// How often its job was started again in vain.
  std::filesystem::path requeues() const { return root / "requeues.txt"; }
};

/// The file, below the logs, of what a job says. `job`: its number, or what Slurm replaces by it.
std::string slurm_log_name(const std::string& job);

}  // namespace tandem
