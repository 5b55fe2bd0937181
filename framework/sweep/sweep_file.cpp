#include "framework/sweep/sweep_file.h"

#include <algorithm>
#include <utility>

#include "framework/config/option_value.h"
#include "framework/core/text.h"
#include "framework/sweep/space_grammar.h"
#include "framework/sweep/space_words.h"

namespace tandem {
namespace {

ConfigNode* child_of(ConfigNode& node, const std::string& key) {
  if (!node.is_map()) return nullptr;
  const auto found = std::ranges::find(node.children, key, &ConfigNode::key);
  return found == node.children.end() ? nullptr : &*found;
}

/// Makes a value a text: the words of a space.
void set_words(ConfigNode& node, std::string words) {
  node.kind = ConfigNode::Kind::kScalar;
  node.text = std::move(words);
  // In quotes, since a plain `null` or `1` is read as something else than a text.
  node.quoted = true;
  node.children.clear();
}

/// Lists become words; nothing becomes an empty text, which is refused with an example.
void bring_into_words(ConfigNode& values) {
  if (values.is_null()) return set_words(values, "");
  if (!values.is_sequence()) return;
  set_words(values, "choice(" +
                        joined(
                            values.children,
                            [](const ConfigNode& child) { return choice_text(child); }, ",") +
                        ")");
}

ParameterEntry parameter_entry(ConfigNode& node) {
  ParameterEntry entry{.name = node.key, .place = node.key_place, .values_place = node.place};
  if (!node.is_map()) {
    ConfigNode values = node;
    values.key = "values";
    node.kind = ConfigNode::Kind::kMap;
    node.children = {std::move(values)};
  }
  if (ConfigNode* values = child_of(node, "values")) {
    entry.values_place = values->place;
    bring_into_words(*values);
  }
  ConfigNode* when = child_of(node, "when");
  if (when == nullptr || !when->is_map()) return entry;
  for (ConfigNode& condition : when->children) {
    entry.when.push_back({.parameter = condition.key, .place = condition.place});
    bring_into_words(condition);
  }
  return entry;
}

std::vector<ParameterEntry> parameter_entries(ConfigNode& parent) {
  std::vector<ParameterEntry> entries;
  ConfigNode* space = child_of(parent, "space");
  if (space == nullptr || !space->is_map()) return entries;
  for (ConfigNode& child : space->children) entries.push_back(parameter_entry(child));
  return entries;
}

// The other way: a sweep as its file has it.

ConditionEntry condition_entry(const SearchSpace& space, const ParameterCondition& condition) {
  const std::string& name = condition.parameter;
  const Distribution& distribution = space.parameter(name).distribution;
  std::vector<std::string> choices;
  for (const double value : condition.values) {
    choices.push_back(value_text(distribution, value));
  }
  return {.parameter = name.substr(name.find(':') + 1),
          .values = space_text(categorical(std::move(choices)))};
}

ParameterEntry parameter_entry(const SearchSpace& space, const Parameter& parameter) {
  const size_t colon = parameter.name.find(':');
  ParameterEntry entry{.name = parameter.name.substr(colon + 1),
                       .values = space_text(parameter.distribution),
                       .keys = parameter.keys};
  for (const ParameterCondition& condition : parameter.conditions) {
    // That the family is its own is said by where it stands.
    const bool is_own = colon != std::string::npos && condition.parameter == kFamilyParameter;
    if (!is_own) entry.when.push_back(condition_entry(space, condition));
  }
  return entry;
}

}  // namespace

SweepFile entries_of(ConfigNode& root) {
  SweepFile file;
  ConfigNode* sweep = child_of(root, "sweep");
  if (sweep == nullptr) return file;
  file.space = parameter_entries(*sweep);
  ConfigNode* families = child_of(*sweep, "families");
  if (families == nullptr || !families->is_map()) return file;
  for (ConfigNode& child : families->children) {
    file.families.push_back(
        {.label = child.key, .space = parameter_entries(child), .place = child.key_place});
  }
  return file;
}

SweepFile file_of(const SweepDefinition& sweep) {
  SweepFile file{.options = sweep};
  file.options.families.clear();
  file.options.space = {};
  const bool is_one = sweep.families.size() == 1;
  for (const SweepFamily& family : sweep.families) {
    if (is_one) {
      file.config = family.config.string();
      file.overrides = family.overrides;
    } else {
      file.families.push_back({.label = family.label,
                               .config = family.config.string(),
                               .cost = family.cost,
                               .overrides = family.overrides});
    }
  }
  for (const Parameter& parameter : sweep.space.parameters) {
    if (parameter.name == kFamilyParameter) continue;
    const std::string label = parameter.name.substr(0, parameter.name.find(':'));
    const auto family = std::ranges::find(file.families, label, &FamilyEntry::label);
    // Without a colon the whole name is in the place of the label.
    const bool is_shared = label == parameter.name || family == file.families.end();
    (is_shared ? file.space : family->space).push_back(parameter_entry(sweep.space, parameter));
  }
  return file;
}

}  // namespace tandem
