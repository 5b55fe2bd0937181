// What the runs of a trial gave, one per seed, as the journal keeps it beside the trial.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "framework/sweep/study.h"

namespace tandem {

/// The user attribute of a trial that holds what one seed gave: an object of "run", "values" by
/// step, "until", "end", "cause".
inline constexpr const char* kSeedAttributePrefix = "seed:";

/// Behind it a rung: the user attribute of a trial that holds the standard deviation over its seeds
/// there.
inline constexpr const char* kDeviationAttributePrefix = "deviation_at_";

/// What one seed gave so far; what there is not is empty.
struct SeedResult {
  std::optional<int64_t> seed = {};
  std::string run = {};
  std::string end = {};
  std::string cause = {};  // why it failed
  std::optional<int64_t> until = {};
  std::map<int64_t, double> values = {};  // by step
};

/// The seed of an attribute's key; nothing for attributes of another kind.
std::optional<int64_t> seed_of(const std::string& key);

/// What an attribute with a seed says, whatever else others may have written there.
SeedResult parse_seed_result(int64_t seed, const nlohmann::json& value);

/// By number, whatever else others may have written there.
std::map<int64_t, SeedResult> seeds_of(const StoredTrial& trial);

}  // namespace tandem
