// What a sweep searches: parameters, some of which are only there where others have certain values.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "framework/sweep/distribution.h"

namespace tandem {

/// Parameters by name, with their values as Distribution has them.
using Assignment = std::map<std::string, double>;

/// Holds where a categorical parameter, or one of integers, has one of these values.
struct ParameterCondition {
  std::string parameter;
  std::vector<double> values;  // as Distribution has them
  bool operator==(const ParameterCondition&) const = default;
};

struct Parameter {
  /// As the journal has it: "batch.size"; "wgan_gp:rate" for one that a family has for itself.
  std::string name;
  Distribution distribution;
  std::vector<std::string> keys;                    // options that get the value; none for `family`
  std::vector<ParameterCondition> conditions = {};  // it is there where all of them hold
  bool operator==(const Parameter&) const = default;
};

/// What the parameter is called whose values are the families of a sweep.
inline constexpr const char* kFamilyParameter = "family";

struct SearchSpace {
  /// A parameter comes behind those that its conditions name.
  std::vector<Parameter> parameters;

  bool operator==(const SearchSpace&) const = default;

  /// Throws Error where there is none of that name.
  const Parameter& parameter(const std::string& name) const;

  /// Whether all conditions of the parameter hold.
  static bool is_active(const Parameter& parameter, const Assignment& values);

  /// Indices of parameters with equal conditions, which are there together, in their order.
  std::vector<std::vector<size_t>> groups() const;
};

/// The family of a trial with these values: its index in the definition of the sweep.
size_t family_of(const Assignment& values);

/// The options that a trial sets: "key=value", in the order of the parameters.
std::vector<std::string> overrides_of(const SearchSpace& space, const Assignment& values);

}  // namespace tandem
