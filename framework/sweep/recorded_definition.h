// Whether a sweep is still the one whose journal this is.
#pragma once

#include <string>
#include <vector>

#include "framework/sweep/study.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_paths.h"

namespace tandem {

/// Throws ConfigError listing what in `sweep.yaml` is not as the journal has it of the beginning,
/// with `others` that the caller found, DataError where the journal has something else in its
/// place. One that has nothing yet is taken.
void check_definition(const SweepPaths& paths, const SweepDefinition& sweep, const Study& study,
                      std::vector<std::string> others = {});

/// The attribute of a study that has the definition as YAML.
inline constexpr const char* kDefinitionAttribute = "definition";

}  // namespace tandem
