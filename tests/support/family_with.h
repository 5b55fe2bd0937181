// A family of the table with options set as a configuration would. For tests of families.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "experiments/family_table.h"

namespace tandem {

/// The option of this dotted name. Throws std::runtime_error where there is none.
inline OptionField& option_named(OptionSection& section, const std::string& name) {
  const size_t dot = name.find('.');
  for (OptionSection& nested : section.sections) {
    if (dot != std::string::npos && nested.name == name.substr(0, dot)) {
      return option_named(nested, name.substr(dot + 1));
    }
  }
  for (OptionField& field : section.fields) {
    if (field.name == name) return field;
  }
  throw std::runtime_error("there is no option " + name);
}

/// Throws std::runtime_error for an unknown family or option.
inline Family family_with(const std::string& name,
                          const std::vector<std::pair<std::string, OptionValue>>& options) {
  for (Family& family : all_families()) {
    if (family.name != name) continue;
    for (const auto& [option, value] : options) option_named(family.options, option).set(value);
    return family;
  }
  throw std::runtime_error("there is no family " + name);
}

/// The declared option of this name. Throws std::runtime_error where there is none.
inline const OptionField& option_of(const Family& family, const std::string& name) {
  for (const OptionField& field : family.options.fields) {
    if (field.name == name) return field;
  }
  throw std::runtime_error("there is no option " + name);
}

}  // namespace tandem
