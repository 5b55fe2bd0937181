// Trials that fill the space evenly: Sobol's sequence, shifted.
#include "framework/sweep/random_stream.h"
#include "framework/sweep/sampler.h"
#include "framework/sweep/sobol_points.h"
#include "framework/sweep/uniform_values.h"

namespace tandem {
namespace {

std::vector<std::string> problems(const SearchSpace& space) {
  const size_t count = space.parameters.size();
  if (count <= most_sobol_dimensions()) return {};
  return {"Sobol's sequence has " + std::to_string(most_sobol_dimensions()) +
          " dimensions, the space has " + std::to_string(count) + " parameters"};
}

Assignment suggest(const SamplerRequest& request) {
  const std::vector<Parameter>& parameters = request.space.parameters;
  // A parameter has its dimension also in trials in which it is not there.
  const std::vector<uint64_t> point = sobol_point(parameters.size(), request.number);
  Assignment values;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!SearchSpace::is_active(parameters[i], values)) continue;
    // The exclusive or with one word moves the points about and leaves them as even as they were.
    const uint64_t shifted = point[i] ^ sweep_seed(request.seed, i);
    // The upper 53 bits, which a double holds exactly: the share stays below 1.
    values[parameters[i].name] =
        uniform_value(parameters[i].distribution, static_cast<double>(shifted >> 11) * 0x1p-53);
  }
  return values;
}

}  // namespace

SamplerKind sobol_sampler() {
  return {.name = "sobol",
          .sentence = "evenly over the space, whatever the number of trials",
          .problems = problems,
          .num_trials = [](const SearchSpace&) -> std::optional<int64_t> { return std::nullopt; },
          .suggest = suggest};
}

}  // namespace tandem
