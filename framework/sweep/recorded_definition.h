// What a journal says of its sweep from the beginning, and whether the sweep is still that one.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "framework/sweep/scheduler.h"
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

/// The attribute of a study that says how long the runs of each family are, and its value.
inline constexpr const char* kLengthsAttribute = "lengths";
nlohmann::json to_json(const std::vector<RunLength>& lengths);

/// How long they are, as the journal has it; `journal` is its file. Throws DataError.
std::vector<RunLength> recorded_lengths(const Study& study, const std::filesystem::path& journal);

}  // namespace tandem
