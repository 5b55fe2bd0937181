// The checkpoint at which a metric was best, as the checkpoints of a run remember it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace tandem {

/// The checkpoint at which a metric was best so far.
struct BestCheckpoint {
  int64_t step = 0;
  std::string metric;
  double value = 0;
};

/// Adds it to the state of a checkpoint.
void put_best(const BestCheckpoint& best, nlohmann::json& state);

/// Takes it out of the state of a checkpoint, if it is there. Throws nlohmann::json::exception for
/// what put_best does not write.
std::optional<BestCheckpoint> take_best(nlohmann::json& state);

/// What the newest checkpoint in a directory remembers whose manifest and state are sound; nothing
/// where none does. Reads neither tensors nor the best checkpoint itself. Throws FileError.
std::optional<BestCheckpoint> known_best(const std::filesystem::path& directory);

}  // namespace tandem
