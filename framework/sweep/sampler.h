// How the parameters of the next trial are chosen. samplers/<stem>.cpp defines
// `SamplerKind <stem>_sampler()`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/sweep/search_space.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// What a choice depends on, and nothing else.
struct SamplerRequest {
  const SearchSpace& space;
  const std::vector<Trial>& trials;  // all before this one, as they are known when it begins
  int64_t number = 0;                // of the trial
  int64_t seed = 0;                  // of the sampler
  bool is_minimized = true;
};

struct SamplerKind {
  std::string name;
  std::string sentence;
  /// Sentences on what keeps it from searching the space; none: it can.
  std::vector<std::string> (*problems)(const SearchSpace& space) = nullptr;
  /// How many different trials there are; nothing: no end.
  std::optional<int64_t> (*num_trials)(const SearchSpace& space) = nullptr;
  /// A value for every parameter that is there.
  Assignment (*suggest)(const SamplerRequest& request) = nullptr;
};

/// The table of all samplers, generated from the files in samplers/.
std::vector<SamplerKind> all_samplers();

}  // namespace tandem
