#include "framework/sweep/recorded_definition.h"

#include <utility>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
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

}  // namespace tandem
