#include "framework/sweep/sweep_probes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace tandem {
namespace {

/// The values that are tried: all choices, or both ends.
std::vector<double> tried_values(const Distribution& distribution) {
  std::vector<double> values;
  if (distribution.kind == Distribution::Kind::kCategorical) {
    for (size_t i = 0; i < distribution.choices.size(); ++i) {
      values.push_back(static_cast<double>(i));
    }
  } else {
    values.push_back(distribution.low);
    if (distribution.high != distribution.low) values.push_back(distribution.high);
  }
  return values;
}

/// A parameter by its index, and a value.
using Pair = std::pair<size_t, double>;

class Prober {
 public:
  Prober(const SearchSpace& space, std::optional<size_t> family) : space_(space) {
    if (family) fixed_[kFamilyParameter] = static_cast<double>(*family);
    for (size_t i = 0; i < space.parameters.size(); ++i) {
      const Parameter& parameter = space.parameters[i];
      if (parameter.name == kFamilyParameter) continue;
      for (const double value : tried_values(parameter.distribution)) open_.insert({i, value});
    }
  }

  /// The next assignment; nothing where all was tried that can be.
  std::optional<Assignment> next() {
    const Assignment wanted = claim();
    Assignment values = fixed_;
    bool is_new = false;
    // In their order: when a parameter comes, all that its conditions name have values.
    for (size_t i = 0; i < space_.parameters.size(); ++i) {
      const Parameter& parameter = space_.parameters[i];
      if (values.contains(parameter.name) || !SearchSpace::is_active(parameter, values)) continue;
      const auto found = wanted.find(parameter.name);
      const double value =
          found == wanted.end() ? tried_values(parameter.distribution).front() : found->second;
      values[parameter.name] = value;
      if (open_.erase({i, value}) > 0) is_new = true;
    }
    // What is open still cannot be there, whatever the others are.
    return is_new ? std::optional(values) : std::nullopt;
  }

 private:
  /// What has to have one of these values.
  struct Demand {
    const Parameter* parameter;
    std::vector<double> values;
  };

  /// As many open pairs as go together, the deepest first, since they need others.
  Assignment claim() const {
    Assignment claimed = fixed_;
    for (auto pair = open_.rbegin(); pair != open_.rend(); ++pair) {
      meet({{&space_.parameters[pair->first], {pair->second}}}, 0, claimed);
    }
    return claimed;
  }

  /// Sets what the demands from one on ask for, and what its conditions need; whether that can be:
  /// else nothing is set.
  bool meet(std::vector<Demand> demands, size_t begin, Assignment& claimed) const {
    if (begin == demands.size()) return true;
    const Parameter& parameter = *demands[begin].parameter;
    std::vector<double> values = demands[begin].values;
    const auto found = claimed.find(parameter.name);
    if (found != claimed.end()) {
      return std::ranges::find(values, found->second) != values.end() &&
             meet(std::move(demands), begin + 1, claimed);
    }
    for (const ParameterCondition& condition : parameter.conditions) {
      demands.push_back({&space_.parameter(condition.parameter), condition.values});
    }
    // Those first that were not tried yet.
    const auto index = static_cast<size_t>(&parameter - space_.parameters.data());
    std::stable_partition(values.begin(), values.end(), [&](double value) {
      return open_.contains({index, value});
    });
    return std::ranges::any_of(values, [&](double value) {
      // An attempt that fails leaves nothing behind.
      Assignment with = claimed;
      with[parameter.name] = value;
      if (!meet(demands, begin + 1, with)) return false;
      claimed = std::move(with);
      return true;
    });
  }

  const SearchSpace& space_;
  Assignment fixed_;
  std::set<Pair> open_;
};

/// Adds what the values set to the newest settings.
void add_settings(const SearchSpace& space, const Assignment& values, FamilyProbes& probes) {
  for (const Parameter& parameter : space.parameters) {
    for (const std::string& setting : overrides_of({.parameters = {parameter}}, values)) {
      probes.settings.back().push_back(setting);
      probes.parameters[setting] = parameter.name;
    }
  }
}

}  // namespace

std::vector<FamilyProbes> probe_overrides(const SweepDefinition& sweep) {
  std::vector<FamilyProbes> all;
  for (size_t i = 0; i < sweep.families.size(); ++i) {
    FamilyProbes probes;
    Prober prober(sweep.space, sweep.families.size() > 1 ? std::optional(i) : std::nullopt);
    const std::vector<std::string>& own = sweep.families[i].overrides;
    while (const std::optional<Assignment> values = prober.next()) {
      probes.settings.push_back(own);
      add_settings(sweep.space, *values, probes);
    }
    if (probes.settings.empty()) probes.settings.push_back(own);
    all.push_back(std::move(probes));
  }
  return all;
}

}  // namespace tandem
