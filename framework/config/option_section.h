// Options with their names, types, rules and values, whatever struct they live in: what parsing,
// dump, JSON Schema and help work on. Made by OptionTable<T>::bind; put together at run time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/config/config_node.h"
#include "framework/config/constraint.h"
#include "framework/config/option_value.h"
#include "framework/core/named_values.h"

namespace tandem {

/// When an option may get another value in the life of a run. A kind of change includes the later
/// ones: what may change at any time may also change where a run branches off.
enum class OptionChange {
  kNever,    // part of what the run is
  kLive,     // in a run that branches off from the state of another
  kAnytime,  // whenever the run is resumed: nothing that was computed depends on it
};

/// One option, bound to the member that holds its value.
struct OptionField {
  std::string name;
  std::string sentence;
  OptionValue default_value;
  std::vector<Constraint> constraints;
  std::function<OptionValue()> get;
  std::function<void(const OptionValue&)> set;
  OptionChange change = OptionChange::kNever;
  bool keeps_zero = false;  // a real number that changes neither from 0 nor to 0
  /// Why nothing reads it while other options have the values that they have; empty: it is read.
  std::function<std::string()> unread_reason = [] { return std::string(); };

  /// The first constraint that `value` breaks, or nullptr.
  const Constraint* broken_constraint(const OptionValue& value) const;
  /// The default breaks a constraint: the configuration has to give a value.
  bool is_required() const { return broken_constraint(default_value) != nullptr; }
  /// "> 0, one of a, b": all constraints, or empty.
  std::string range_text() const;
};

struct OptionList;

/// Named options, sections of them, and lists of sections. Holds references into the objects it was
/// bound to, which must outlive it.
struct OptionSection {
  std::string name;
  std::string sentence;
  std::vector<OptionField> fields;
  std::vector<OptionSection> sections;
  std::vector<OptionList> lists;

  /// Adds an option. Throws Error when the name is taken.
  void add_field(OptionField field);
  /// Adds `section` under this name. Throws Error when the name is taken.
  void add_section(std::string section_name, std::string section_sentence, OptionSection section);
  /// Adds a list. Throws Error when the name is taken.
  void add_list(OptionList list);
  /// Adds the fields, sections and lists of `other` to this section. Throws Error when a name is
  /// taken.
  void append(OptionSection other);

  const OptionField* find_field(const std::string& field_name) const;
  const OptionSection* find_section(const std::string& section_name) const;
  const OptionList* find_list(const std::string& list_name) const;
  /// Of fields, sections and lists.
  std::vector<std::string> names() const;
};

/// A list whose elements are sections of one kind, bound to the vector that holds them.
struct OptionList {
  std::string name;
  std::string sentence;
  /// Bound to an element as it is by default, which `prototype` keeps; it has the list's sentence.
  OptionSection element;
  std::shared_ptr<void> prototype;
  std::function<size_t()> size;
  /// Makes it that many default elements.
  std::function<void(size_t)> reset;
  /// Bound to an element, until the next reset.
  std::function<OptionSection(size_t)> at;
};

/// Whether options that nothing reads are problems.
enum class UnreadOptions {
  kRefused,
  kAcceptedInFile,  // those of a file are none; those of overrides are, but for `?a.b=v`
};

/// Sets every option that `root` gives. Throws one ConfigError that lists all problems: unknown
/// keys with the nearest known name, wrong types, broken constraints, missing required values, and
/// options that nothing reads, unless their override allows for that. Values that were read before
/// an error stay set.
void parse_options(const ConfigNode& root, const OptionSection& section,
                   UnreadOptions unread = UnreadOptions::kRefused);

/// Every option that is read with its value, as YAML that `parse_options` reads back to the same
/// values.
std::string dump_yaml(const OptionSection& section);

/// Dotted names and values (as in dump_yaml), in the order declared.
NamedTexts flatten(const OptionSection& section);

/// The first of those names that ends in these last parts, "beta" or "schedule.kind", where it is
/// not all of it.
std::optional<std::string> name_ending_in(const OptionSection& section, const std::string& end);

/// "name: was <old>, is <new>" for every option whose value is not as it was, `before` being what
/// flatten gave then, unless its declaration allows a change of this kind or nothing reads it. An
/// option that is not in `before` had its default.
std::vector<std::string> differences(const NamedTexts& before, const OptionSection& after,
                                     OptionChange kind);

/// JSON Schema (draft 2020-12) of what parse_options accepts, as indented JSON.
std::string json_schema(const OptionSection& section);

/// Options with type, default, range and sentence; all of them, or those at `dotted_path`. Throws
/// UsageError for an unknown path.
std::string help_text(const OptionSection& section, const std::string& dotted_path = "");

}  // namespace tandem
