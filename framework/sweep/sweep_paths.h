// Where everything of a sweep lies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tandem {

/// Paths in the directory of a sweep. Nothing need be there.
struct SweepPaths {
  std::filesystem::path root;

  std::filesystem::path definition() const { return root / "sweep.yaml"; }
  /// The configurations of its families, as they were when it was made.
  std::filesystem::path configs() const { return root / "configs"; }
  std::filesystem::path config(const std::string& family) const;
  std::filesystem::path journal() const { return root / "journal.log"; }
  /// Held by the process that has the sweep.
  std::filesystem::path lock() const { return root / "lock"; }
  /// Held by those that joined in, together.
  std::filesystem::path workers_lock() const { return root / "workers" / "lock"; }
  /// Held by who reads the journal and goes on with it.
  std::filesystem::path decisions_lock() const { return root / "workers" / "decisions"; }
  /// How often a job of Slurm that joined in, "7_3", was started again in vain.
  std::filesystem::path requeues(const std::string& job) const;
  /// Held by who trains that run.
  std::filesystem::path claim(int64_t trial, int64_t seed) const;
  std::filesystem::path trials() const { return root / "trials"; }
  std::filesystem::path artifacts() const { return root / "artifacts"; }
  std::filesystem::path logs() const { return root / "logs"; }
  /// `trials/0007/seed-2`, a run.
  std::filesystem::path run(int64_t trial, int64_t seed) const;
  /// Where what is there is moved if the making of that run was interrupted.
  std::filesystem::path unfinished_run(int64_t trial, int64_t seed) const;
  /// What the calls of `tandem` printed that trained it.
  std::filesystem::path log(int64_t trial, int64_t seed) const;
};

}  // namespace tandem
