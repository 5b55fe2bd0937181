// dump_yaml: every option with its value.
#include <string>

#include "framework/config/option_section.h"

namespace tandem {
namespace {

void dump_section(const OptionSection& section, const std::string& indent, std::string& yaml) {
  for (const OptionField& field : section.fields) {
    yaml += indent + field.name + ": " + value_text(field.get()) + "\n";
  }
  for (const OptionSection& inner : section.sections) {
    const bool empty = inner.fields.empty() && inner.sections.empty();
    yaml += indent + inner.name + (empty ? ": {}\n" : ":\n");
    dump_section(inner, indent + "  ", yaml);
  }
}

}  // namespace

std::string dump_yaml(const OptionSection& section) {
  std::string yaml;
  dump_section(section, "", yaml);
  return yaml;
}

}  // namespace tandem
