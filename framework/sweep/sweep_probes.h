// Settings that show, before a trial starts, whether `train` accepts what a sweep will ask for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/sweep/sweep_definition.h"

namespace tandem {

struct FamilyProbes {
  /// What `train` is asked with, each time: "key=value", those of the family first.
  std::vector<std::vector<std::string>> settings = {};
  /// The parameter that asks for a setting which is not the family's own.
  std::map<std::string, std::string> parameters = {};
};

/// For each of the sweep's families, in their order: few settings that have every choice and both
/// ends of every range of its parameters, each where its conditions hold; at least one.
std::vector<FamilyProbes> probe_overrides(const SweepDefinition& sweep);

}  // namespace tandem
