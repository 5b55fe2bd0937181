// dump_yaml: every option that is read with its value.
#include <string>

#include "framework/config/option_section.h"

namespace tandem {
namespace {

std::string section_yaml(const OptionSection& section, const std::string& indent) {
  std::string yaml;
  for (const OptionField& field : section.fields) {
    // Nothing reads it, and it would be refused when the dump is read back.
    if (!field.unread_reason().empty()) continue;
    yaml += indent + field.name + ": " + value_text(field.get()) + "\n";
  }
  for (const OptionSection& inner : section.sections) {
    const bool empty = inner.names().empty();
    yaml += indent + inner.name + (empty ? ": {}\n" : ":\n");
    yaml += section_yaml(inner, indent + "  ");
  }
  for (const OptionList& list : section.lists) {
    yaml += indent + list.name + (list.size() == 0 ? ": []\n" : ":\n");
    for (size_t i = 0; i < list.size(); ++i) {
      std::string element = section_yaml(list.at(i), indent + "    ");
      if (element.empty()) element = indent + "    {}\n";
      // The dash that begins an element of a list goes into the indentation of its first line.
      element[indent.size() + 2] = '-';
      yaml += element;
    }
  }
  return yaml;
}

}  // namespace

std::string dump_yaml(const OptionSection& section) { return section_yaml(section, ""); }

}  // namespace tandem
