#include "framework/sweep/search_space.h"

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {

const Parameter& SearchSpace::parameter(const std::string& name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  if (found == parameters.end()) {
    throw Error(ExitCode::kInternal, {.what = "the search has no parameter '" + name + "'"});
  }
  return *found;
}

bool SearchSpace::is_active(const Parameter& parameter, const Assignment& values) {
  return std::ranges::all_of(parameter.conditions, [&](const ParameterCondition& condition) {
    const auto found = values.find(condition.parameter);
    return found != values.end() &&
           std::ranges::find(condition.values, found->second) != condition.values.end();
  });
}

std::vector<std::vector<size_t>> SearchSpace::groups() const {
  std::vector<std::vector<size_t>> groups;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto same = std::ranges::find_if(groups, [&](const std::vector<size_t>& group) {
      return parameters[group.front()].conditions == parameters[i].conditions;
    });
    if (same == groups.end()) {
      groups.push_back({i});
    } else {
      same->push_back(i);
    }
  }
  return groups;
}

size_t family_of(const Assignment& values) {
  const auto found = values.find(kFamilyParameter);
  return found == values.end() ? 0 : static_cast<size_t>(found->second);
}

std::vector<std::string> overrides_of(const SearchSpace& space, const Assignment& values) {
  std::vector<std::string> overrides;
  for (const Parameter& parameter : space.parameters) {
    const auto found = values.find(parameter.name);
    if (found == values.end()) continue;
    const std::string text = value_text(parameter.distribution, found->second);
    for (const std::string& key : parameter.keys) overrides.push_back(key + "=" + text);
  }
  return overrides;
}

}  // namespace tandem
