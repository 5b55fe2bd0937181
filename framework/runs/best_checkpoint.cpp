#include "framework/runs/best_checkpoint.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/json.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

constexpr const char* kBestKey = "best";

/// What a checkpoint remembers. Throws CheckpointError or nlohmann::json::exception where its
/// state, or the manifest that vouches for it, is damaged.
std::optional<BestCheckpoint> best_in(const std::filesystem::path& checkpoint) {
  // The digest in the manifest vouches for this small file; tensors need not be read.
  const auto files = read_manifest(checkpoint).files;
  const auto file = files.find(kStateFile);
  const std::filesystem::path path = checkpoint / kStateFile;
  const std::string text = std::filesystem::is_regular_file(status_of(path)) ? read_file(path) : "";
  if (file == files.end() || digest_of(text) != file->second.digest) {
    throw CheckpointError({.what = "the state is not the one that was saved", .where = path});
  }
  nlohmann::json state = parse_json_object(text, path);
  return take_best(state);
}

}  // namespace

void put_best(const BestCheckpoint& best, nlohmann::json& state) {
  state[kBestKey] = {{"step", best.step}, {"metric", best.metric}, {"value", best.value}};
}

std::optional<BestCheckpoint> take_best(nlohmann::json& state) {
  const auto found = state.find(kBestKey);
  if (found == state.end()) return std::nullopt;
  const BestCheckpoint best{whole_number(found->at("step")), found->at("metric"),
                            found->at("value")};
  state.erase(found);
  return best;
}

std::optional<BestCheckpoint> known_best(const std::filesystem::path& directory) {
  std::vector<int64_t> steps = steps_in(directory);
  // Each checkpoint remembers the best up to its own step, so the newest knows most.
  std::ranges::reverse(steps);
  for (const int64_t step : steps) {
    // Damage is passed over. That a file cannot be read is not: an older checkpoint may know
    // of another best one.
    try {
      return best_in(directory / step_name(step));
    } catch (const CheckpointError&) {
      continue;
    } catch (const nlohmann::json::exception&) {
      continue;
    }
  }
  return std::nullopt;
}

}  // namespace tandem
