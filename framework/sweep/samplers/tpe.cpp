// Where good trials are likely and others are not: the tree-structured Parzen estimator (Watanabe,
// "Tree-Structured Parzen Estimator: Understanding Its Algorithm Components", 2023), with the
// choices and the numbers of Optuna 5.
#include <algorithm>

#include "framework/sweep/parzen_estimator.h"
#include "framework/sweep/random_stream.h"
#include "framework/sweep/trial_split.h"
#include "framework/sweep/uniform_values.h"

namespace tandem {
namespace {

constexpr int64_t kRandomTrials = 10;
constexpr size_t kCandidates = 24;

/// Parameters of one group that have a choice, by name.
struct Searched {
  std::vector<std::string> names;
  std::vector<Distribution> distributions;
};

Searched searched(const SearchSpace& space, const std::vector<size_t>& group) {
  // By name, as Optuna has them: random numbers are handed out in this order.
  std::map<std::string, Distribution> sorted;
  for (const size_t i : group) {
    const Parameter& parameter = space.parameters[i];
    if (!is_single(parameter.distribution)) sorted[parameter.name] = parameter.distribution;
  }
  Searched result;
  for (auto& [name, distribution] : sorted) {
    result.names.push_back(name);
    result.distributions.push_back(std::move(distribution));
  }
  return result;
}

/// The values of the trials that have the whole group, a row for each parameter.
std::vector<std::vector<double>> observations(const Searched& group,
                                              const std::vector<const Trial*>& trials) {
  std::vector<std::vector<double>> rows(group.names.size());
  std::vector<double> values(group.names.size());
  for (const Trial* trial : trials) {
    bool has_all = true;
    for (size_t i = 0; has_all && i < values.size(); ++i) {
      const auto found = trial->parameters.find(group.names[i]);
      has_all = found != trial->parameters.end() && contains(group.distributions[i], found->second);
      if (has_all) values[i] = found->second;
    }
    for (size_t i = 0; has_all && i < values.size(); ++i) rows[i].push_back(values[i]);
  }
  return rows;
}

/// The candidate that the best trials make most likely beside the others.
Assignment likeliest(const Searched& group, const TrialSplit& split, RandomStream random) {
  const ParzenEstimator best(group.distributions, observations(group, split.best));
  const ParzenEstimator others(group.distributions, observations(group, split.others));
  const std::vector<std::vector<double>> candidates = best.draw(kCandidates, random);
  std::vector<double> gains = best.log_densities(candidates);
  const std::vector<double> log_others = others.log_densities(candidates);
  std::ranges::transform(gains, log_others, gains.begin(), std::minus());
  // Of equal ones the first, as numpy's argmax.
  const auto chosen = static_cast<size_t>(std::ranges::max_element(gains) - gains.begin());
  Assignment values;
  for (size_t i = 0; i < group.names.size(); ++i) values[group.names[i]] = candidates[i][chosen];
  return values;
}

Assignment suggest(const SamplerRequest& request) {
  if (num_judged(request.trials) < kRandomTrials) return uniform_assignment(request);
  const TrialSplit split = split_trials(request);
  const std::vector<std::vector<size_t>> groups = request.space.groups();
  Assignment values;
  for (size_t i = 0; i < groups.size(); ++i) {
    const std::vector<Parameter>& parameters = request.space.parameters;
    if (!SearchSpace::is_active(parameters[groups[i].front()], values)) continue;
    for (const size_t parameter : groups[i]) {
      const auto& [name, distribution, keys, conditions] = parameters[parameter];
      if (is_single(distribution)) values[name] = value_at(distribution, 0);
    }
    const Searched group = searched(request.space, groups[i]);
    if (group.names.empty()) continue;
    values.merge(
        likeliest(group, split, RandomStream(group_seed(request.seed, request.number, i))));
  }
  return values;
}

}  // namespace

SamplerKind tpe_sampler() {
  return {.name = "tpe",
          .sentence = "where good trials are dense and others are not, after ten random ones",
          .problems = [](const SearchSpace&) -> std::vector<std::string> { return {}; },
          .num_trials = [](const SearchSpace&) -> std::optional<int64_t> { return std::nullopt; },
          .suggest = suggest};
}

}  // namespace tandem
