// Where everything of a run lies, and what its files are called.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

/// "step-00001000", more digits where needed.
std::string step_name(int64_t step);

/// The step of such a name, none for any other name.
std::optional<int64_t> step_of_name(std::string_view name);

/// The step that a name begins with: "step-00001000.png", "step-00001000-traversals.png".
std::optional<int64_t> leading_step(std::string_view name);

/// Paths in the directory of a run. Nothing need be there.
struct RunPaths {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.yaml"; }
  std::filesystem::path overrides() const { return root / "overrides.txt"; }
  std::filesystem::path manifest() const { return root / "manifest.json"; }
  std::filesystem::path metrics() const { return root / "metrics.jsonl"; }
  std::filesystem::path timing() const { return root / "timing.jsonl"; }
  std::filesystem::path logs() const { return root / "logs"; }
  std::filesystem::path samples() const { return root / "samples"; }
  std::filesystem::path evaluations() const { return root / "evaluations"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path status_directory() const { return root / "status"; }
  /// Held by rank 0 while it trains, and by `tandem` from before the ranks start to after their
  /// end.
  std::filesystem::path rank_lock() const { return root / ".lock"; }
  std::filesystem::path launcher_lock() const { return root / ".launcher.lock"; }
  /// Who trains it, for file systems whose locks keep nobody out.
  std::filesystem::path owner() const { return root / ".owner"; }
  std::filesystem::path rank_log(int rank) const;
  std::filesystem::path rank_status(int rank) const;
  /// What the launcher of the ranks, and they, printed.
  std::filesystem::path output_log() const { return logs() / "launcher.log"; }
  /// Where what lies behind a step is moved by a run that goes back to it: `behind-step-00001000`.
  std::filesystem::path behind(int64_t step) const;
};

/// What names of TensorBoard's files begin with.
inline constexpr const char* kEventFilePrefix = "events.out.tfevents.";

/// Parts of a checkpoint, each a file of tensors: weights and buffers of the networks, their moving
/// averages, what else the training goes on from, and the state of a lane.
inline constexpr const char* kNetworksPart = "networks";
inline constexpr const char* kAveragePart = "average";
inline constexpr const char* kTrainingPart = "training";
std::string lane_part(int64_t lane);

/// The file of a part: "networks.safetensors".
std::string part_file(const std::string& part);
/// The part of such a file, none for any other file.
std::optional<std::string> part_of_file(const std::string& name);

/// The file of a checkpoint that holds everything but tensors.
inline constexpr const char* kStateFile = "state.json";

}  // namespace tandem
