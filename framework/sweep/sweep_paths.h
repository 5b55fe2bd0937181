// Where everything of a sweep lies.
#pragma once

#include <cstdint>
#include <filesystem>

namespace tandem {

/// Paths in the directory of a sweep. Nothing need be there.
struct SweepPaths {
  std::filesystem::path root;

  std::filesystem::path definition() const { return root / "sweep.yaml"; }
  std::filesystem::path journal() const { return root / "journal.log"; }
  /// Held while a sweep is at work.
  std::filesystem::path lock() const { return root / "lock"; }
  std::filesystem::path trials() const { return root / "trials"; }
  std::filesystem::path artifacts() const { return root / "artifacts"; }
  std::filesystem::path logs() const { return root / "logs"; }
  /// `trials/0007/seed-2`, a run.
  std::filesystem::path run(int64_t trial, int64_t seed) const;
  /// What the calls of `tandem` printed that trained it.
  std::filesystem::path log(int64_t trial, int64_t seed) const;
};

}  // namespace tandem
