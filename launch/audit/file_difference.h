// Where two files of checkpoints differ first, in the words of what they hold.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace tandem {

struct FileDifference {
  std::string what;  // "tensor 'encoder.0.weight'[3, 17]", "best/step"
  std::string expected;
  std::string got;
};

/// The first tensor of a safetensors file, with its first element, or the first entry of a JSON
/// file, that differs; nothing where what they hold is the same. Throws CheckpointError for a file
/// that is neither, FileError.
std::optional<FileDifference> difference_of_files(const std::filesystem::path& expected,
                                                  const std::filesystem::path& got);

}  // namespace tandem
