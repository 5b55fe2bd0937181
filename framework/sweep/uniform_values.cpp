#include "framework/sweep/uniform_values.h"

#include <cmath>
#include <vector>

#include "framework/sweep/random_stream.h"
#include "framework/sweep/search_scale.h"

namespace tandem {

double uniform_value(const Distribution& distribution, double share) {
  if (distribution.kind == Distribution::Kind::kCategorical) {
    return std::floor(share * static_cast<double>(distribution.choices.size()));
  }
  const Interval interval = searched_interval(distribution);
  return from_scale(distribution, interval.low + share * (interval.high - interval.low));
}

Assignment uniform_assignment(const SamplerRequest& request) {
  Assignment values;
  const std::vector<std::vector<size_t>> groups = request.space.groups();
  for (size_t group = 0; group < groups.size(); ++group) {
    const std::vector<Parameter>& parameters = request.space.parameters;
    if (!SearchSpace::is_active(parameters[groups[group].front()], values)) continue;
    // A group that is not there takes no numbers away from the others.
    RandomStream random(group_seed(request.seed, request.number, group));
    for (const size_t i : groups[group]) {
      values[parameters[i].name] = uniform_value(parameters[i].distribution, random.uniform());
    }
  }
  return values;
}

}  // namespace tandem
