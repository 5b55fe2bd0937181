// What a checkpoint holds, as tensors and as the bytes of its files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "framework/checkpoint/state_archive.h"
#include "framework/runs/best_checkpoint.h"
#include "framework/runs/checkpoint_manifest.h"

namespace tandem {

/// Tensors by part (`networks` -> networks.safetensors) and state.json.
struct CheckpointContents {
  std::map<std::string, NamedTensors> tensors = {};
  nlohmann::json state = {};
  std::optional<BestCheckpoint> best = std::nullopt;  // as known when this one was saved
};

/// The files of a checkpoint, whatever becomes of the tensors that they were made of.
struct SealedCheckpoint {
  CheckpointManifest manifest = {};
  std::map<std::string, std::string> files = {};  // bytes, by name
  std::optional<int64_t> best_step = std::nullopt;
};

/// Copies the tensors. Equal contents give equal bytes.
SealedCheckpoint sealed_checkpoint(int64_t step, const CheckpointContents& contents);

/// The contents that the files in `directory` hold, whose bytes, by name, are `files`. Throws
/// CheckpointError for what is not a checkpoint of tandem.
CheckpointContents contents_of_files(std::map<std::string, std::string> files,
                                     const std::filesystem::path& directory);

}  // namespace tandem
