#include "framework/config/option_section.h"

#include <algorithm>
#include <map>

#include "framework/config/option_table.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

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

/// Whether the declaration allows this change.
bool may_change(const OptionField& field, OptionChange kind, const std::string& was,
                const std::string& is) {
  if (kind == OptionChange::kNever || field.change < kind) return false;
  const std::string zero = value_text(OptionValue(0.0));
  return !field.keeps_zero || (was != zero && is != zero);
}

/// Calls `visit` with the dotted name of every field, in the order declared.
void visit_fields(const OptionSection& section, const std::string& prefix,
                  const std::function<void(const std::string&, const OptionField&)>& visit) {
  for (const OptionField& field : section.fields) visit(prefix + field.name, field);
  for (const OptionSection& inner : section.sections) {
    visit_fields(inner, prefix + inner.name + ".", visit);
  }
  for (const OptionList& list : section.lists) {
    for (size_t i = 0; i < list.size(); ++i) {
      visit_fields(list.at(i), prefix + list.name + "." + std::to_string(i) + ".", visit);
    }
  }
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

OptionField& declared_field(OptionSection& section, const std::string& field_name) {
  for (OptionField& field : section.fields) {
    if (field.name == field_name) return field;
  }
  throw Error(ExitCode::kInternal, {.what = "live(), anytime() and unread_where() are said of an "
                                            "option, right after its declaration",
                                    .where = "section '" + section.name + "'",
                                    .advice = "Correct the declaration."});
}

const Constraint* OptionField::broken_constraint(const OptionValue& value) const {
  const auto broken = std::find_if(constraints.begin(), constraints.end(),
                                   [&](const Constraint& rule) { return !rule.accepts(value); });
  return broken == constraints.end() ? nullptr : &*broken;
}

std::string OptionField::range_text() const { return joined(constraints, &Constraint::text); }

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
    // Copies: as an argument the section may be moved before its name is read.
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

NamedTexts flatten(const OptionSection& section) {
  NamedTexts all;
  visit_fields(section, "", [&all](const std::string& name, const OptionField& field) {
    all.emplace_back(name, value_text(field.get()));
  });
  return all;
}

std::optional<std::string> name_ending_in(const OptionSection& section, const std::string& end) {
  for (const auto& [name, text] : flatten(section)) {
    if (name.ends_with("." + end)) return name;
  }
  return std::nullopt;
}

std::vector<std::string> differences(const NamedTexts& before, const OptionSection& after,
                                     OptionChange kind) {
  std::vector<std::string> all;
  const auto note = [&all](std::string name, const std::string& was, const std::string& is) {
    all.push_back(name.append(": was ").append(was).append(", is ").append(is));
  };
  std::map<std::string, std::string> unseen(before.begin(), before.end());
  visit_fields(after, "", [&](const std::string& name, const OptionField& field) {
    const auto old = unseen.extract(name);
    const std::string was = old.empty() ? value_text(field.default_value) : old.mapped();
    const std::string is = value_text(field.get());
    if (was == is || may_change(field, kind, was, is) || !field.unread_reason().empty()) return;
    note(name, was, is);
  });
  // What is left is an option of `before` alone.
  for (const auto& [name, value] : unseen) note(name, value, "absent");
  return all;
}

}  // namespace tandem
