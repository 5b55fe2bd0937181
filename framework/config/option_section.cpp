#include "framework/config/option_section.h"

#include <algorithm>

#include "framework/config/option_table.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

void check_free(const OptionSection& section, const std::string& name) {
  const std::vector<std::string> taken = section.names();
  if (std::find(taken.begin(), taken.end(), name) == taken.end()) return;
  throw Error(ExitCode::kInternal, {.what = "the option '" + name + "' is declared twice",
                                    .where = "section '" + section.name + "'",
                                    .advice = "Rename one of the two declarations."});
}

template <class Item>
const Item* find_named(const std::vector<Item>& items, const std::string& name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

void check_declaration(const OptionField& field) {
  for (const Constraint& constraint : field.constraints) {
    if (constraint.fits(field.default_value)) continue;
    throw Error(ExitCode::kInternal, {.what = "the constraint '" + constraint.text +
                                              "' does not fit the option '" + field.name + "'",
                                      .got = "an option of type " + type_name(field.default_value),
                                      .advice = "Correct its declaration."});
  }
}

const Constraint* OptionField::broken_constraint(const OptionValue& value) const {
  const auto broken = std::find_if(constraints.begin(), constraints.end(),
                                   [&](const Constraint& rule) { return !rule.accepts(value); });
  return broken == constraints.end() ? nullptr : &*broken;
}

std::string OptionField::range_text() const {
  std::string text;
  for (const Constraint& constraint : constraints) {
    text += (text.empty() ? "" : ", ") + constraint.text;
  }
  return text;
}

void OptionSection::add_field(OptionField field) {
  check_free(*this, field.name);
  fields.push_back(std::move(field));
}

void OptionSection::add_section(std::string section_name, std::string section_sentence,
                                OptionSection section) {
  check_free(*this, section_name);
  section.name = std::move(section_name);
  section.sentence = std::move(section_sentence);
  sections.push_back(std::move(section));
}

void OptionSection::add_list(OptionList list) {
  check_free(*this, list.name);
  lists.push_back(std::move(list));
}

void OptionSection::append(OptionSection other) {
  for (OptionField& field : other.fields) add_field(std::move(field));
  for (OptionSection& section : other.sections) {
    std::string section_name = section.name;
    std::string section_sentence = section.sentence;
    add_section(std::move(section_name), std::move(section_sentence), std::move(section));
  }
  for (OptionList& list : other.lists) add_list(std::move(list));
}

const OptionField* OptionSection::find_field(const std::string& field_name) const {
  return find_named(fields, field_name);
}

const OptionSection* OptionSection::find_section(const std::string& section_name) const {
  return find_named(sections, section_name);
}

const OptionList* OptionSection::find_list(const std::string& list_name) const {
  return find_named(lists, list_name);
}

std::vector<std::string> OptionSection::names() const {
  std::vector<std::string> all;
  for (const OptionField& field : fields) all.push_back(field.name);
  for (const OptionSection& section : sections) all.push_back(section.name);
  for (const OptionList& list : lists) all.push_back(list.name);
  return all;
}

std::vector<std::pair<std::string, std::string>> flatten(const OptionSection& section) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const OptionField& field : section.fields) {
    all.emplace_back(field.name, value_text(field.get()));
  }
  for (const OptionSection& inner : section.sections) {
    for (auto& [name, text] : flatten(inner)) {
      all.emplace_back(inner.name + "." + name, std::move(text));
    }
  }
  for (const OptionList& list : section.lists) {
    for (size_t i = 0; i < list.size(); ++i) {
      for (auto& [name, text] : flatten(list.at(i))) {
        all.emplace_back(list.name + "." + std::to_string(i) + "." + name, std::move(text));
      }
    }
  }
  return all;
}

}  // namespace tandem
