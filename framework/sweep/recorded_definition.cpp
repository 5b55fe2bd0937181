#include "framework/sweep/recorded_definition.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/json.h"
#include "framework/sweep/sweep_kinds.h"

namespace tandem {

void check_definition(const SweepPaths& paths, const SweepDefinition& sweep, const Study& study,
                      std::vector<std::string> others) {
  const auto definition = study.user_attributes().find(kDefinitionAttribute);
  if (definition == study.user_attributes().end()) return;
  if (study.name() != sweep.name || !definition->second.is_string()) {
    throw DataError({.what = "the journal is not that of this sweep",
                     .where = paths.journal(),
                     .expected = "that of '" + sweep.name + "', as " +
                                 paths.definition().filename().string() + " beside it has it",
                     .got = "'" + study.name() + "'"});
  }
  const std::string source = paths.journal().string();
  const SweepDefinition begun =
      parse_sweep(read_yaml(definition->second.get<std::string>(), source), paths.definition(), {},
                  sweep_kinds());
  std::vector<std::string> differences = difference_from_start(begun, sweep);
  differences.insert(differences.end(), others.begin(), others.end());
  if (differences.empty()) return;
  throw ConfigError({.what = "the sweep is not what it was when it began",
                     .where = paths.definition(),
                     .advice = "Only its number of trials and its placement may change. Undo the "
                               "rest, or begin another sweep.",
                     .items = std::move(differences)});
}

nlohmann::json to_json(const std::vector<RunLength>& lengths) {
  nlohmann::json all = nlohmann::json::array();
  for (const RunLength& length : lengths) {
    all.push_back({{"steps", length.steps}, {"evaluation_every", length.evaluation_every}});
  }
  return all;
}

std::vector<RunLength> recorded_lengths(const Study& study, const std::filesystem::path& journal) {
  const auto refuse = [&](const std::string& why) {
    throw DataError({.what = "the journal is not that of a sweep, or its beginning is lost: " + why,
                     .where = journal,
                     .advice = "Put a sound copy of it in its place."});
  };
  constexpr const char* kUntold = "it does not say how long runs are";
  if (!study.user_attributes().contains(kLengthsAttribute)) refuse(kUntold);
  std::vector<RunLength> lengths;
  try {
    for (const nlohmann::json& length : study.user_attributes().at(kLengthsAttribute)) {
      lengths.push_back({.steps = whole_number(length.at("steps")),
                         .evaluation_every = whole_number(length.at("evaluation_every"))});
    }
  } catch (const std::exception& error) {
    refuse(error.what());
  }
  const auto is_run = [](const RunLength& length) {
    return length.steps > 0 && length.evaluation_every >= 0;
  };
  if (lengths.empty() || !std::ranges::all_of(lengths, is_run)) {
    refuse(kUntold);
  }
  return lengths;
}

}  // namespace tandem
