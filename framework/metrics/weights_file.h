// Weights of a network that was trained elsewhere, as a safetensors file.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "framework/checkpoint/state_archive.h"

namespace tandem {

struct WeightsFile {
  std::filesystem::path path;
  NamedTensors tensors;  // on the CPU
  std::map<std::string, std::string> metadata;
};

/// Throws ConfigError when there is no such file or it cannot be looked at, CheckpointError naming
/// what is wrong with it.
WeightsFile read_weights_file(const std::filesystem::path& path);

/// XXH3-128 over all tensors in the order of their names: "<name> <length>x<length>…\n", then the
/// values as they lie in a file. 32 hexadecimal digits.
std::string digest_of_tensors(const NamedTensors& tensors);

}  // namespace tandem
