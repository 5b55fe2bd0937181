// Each trial anywhere in the space.
#include "framework/sweep/uniform_values.h"

namespace tandem {

SamplerKind random_sampler() {
  return {.name = "random",
          .sentence = "anywhere in the space, each trial for itself",
          .problems = [](const SearchSpace&) -> std::vector<std::string> { return {}; },
          .num_trials = [](const SearchSpace&) -> std::optional<int64_t> { return std::nullopt; },
          .suggest = uniform_assignment};
}

}  // namespace tandem
