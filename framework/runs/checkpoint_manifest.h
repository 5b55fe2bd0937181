// The manifest of a checkpoint: which files belong to it, their lengths and digests. A checkpoint
// exists when its manifest is there and true.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "framework/core/digest.h"

namespace tandem {

struct CheckpointFile {
  uint64_t num_bytes = 0;
  std::string digest;  // XXH3-128, hexadecimal
};

struct CheckpointManifest {
  int64_t step = 0;
  std::map<std::string, CheckpointFile> files;  // by plain file name
};

inline constexpr const char* kManifestName = "manifest.json";

/// The text of manifest.json, which carries a digest of itself.
std::string to_json(const CheckpointManifest& manifest);

/// Reads and checks manifest.json of a checkpoint directory, and nothing else there. Throws
/// CheckpointError for what it says, FileError when it cannot be read.
CheckpointManifest read_manifest(const std::filesystem::path& directory);

/// The digest of a file of the right length; empty: whatever the manifest says is believed.
using FileDigest = std::function<std::string(const std::filesystem::path&)>;

/// Looks at no byte of it.
inline std::string believe_digest(const std::filesystem::path&) { return ""; }

/// What is wrong with a checkpoint directory, such as "is incomplete: networks.safetensors has 10
/// of 20 bytes"; empty when every file of the manifest of that step is there with its length and
/// digest. An error of reading is no damage, and throws FileError.
std::string damage_of(const std::filesystem::path& directory, int64_t step,
                      const FileDigest& digest = digest_of_file);

}  // namespace tandem
