// The one declaration of the options of a struct: name, member, sentence, constraints. Parsing,
// checking, help, JSON Schema and dump all come from it (see option_section.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "framework/config/constraint.h"
#include "framework/config/option_section.h"
#include "framework/config/option_value.h"
#include "framework/core/choice.h"

namespace tandem {

/// Throws Error when a constraint cannot apply to the type of the field: a mistake in the code.
void check_declaration(const OptionField& field);

/// The field of the section that more is said of. Throws Error when it has none of that name: a
/// mistake in the code.
OptionField& declared_field(OptionSection& section, const std::string& field_name);

/// Options of struct T. The defaults are the values that an object has when it is bound.
template <class T>
class OptionTable {
 public:
  /// Declares an option; `Member` is bool, int64_t, double, std::string, Bytes,
  /// std::vector<int64_t>, std::vector<double> or std::vector<std::string>.
  template <class Member, class... Constraints>
  OptionTable& field(const std::string& name, Member T::*member, const std::string& sentence,
                     Constraints... constraints) {
    last_field_ = name;
    bind_steps_.push_back([=, rules = std::vector<Constraint>{std::move(constraints)...}](
                              T& object, OptionSection& section) {
      Member& value = object.*member;
      OptionField field{
          .name = name,
          .sentence = sentence,
          .default_value = value,
          .constraints = rules,
          .get = [&value] { return OptionValue(value); },
          .set = [&value](const OptionValue& read) { value = std::get<Member>(read); }};
      check_declaration(field);
      section.add_field(std::move(field));
    });
    return *this;
  }

  /// Declares an option whose names stand for values. The entries of `choices` must outlive this
  /// table.
  template <class Member>
  OptionTable& choice(const std::string& name, Member T::*member, const std::string& sentence,
                      std::type_identity_t<Choices<Member>> choices) {
    last_field_ = name;
    bind_steps_.push_back([=](T& object, OptionSection& section) {
      Member& value = object.*member;
      section.add_field({.name = name,
                         .sentence = sentence,
                         .default_value = name_of(choices, value),
                         .constraints = {one_of(names_of(choices))},
                         .get = [&value, choices] { return OptionValue(name_of(choices, value)); },
                         .set =
                             [&value, choices](const OptionValue& read) {
                               value = chosen(choices, std::get<std::string>(read));
                             }});
    });
    return *this;
  }

  /// The option just declared may get another value in a run that branches off from another.
  OptionTable& live() { return changing(OptionChange::kLive); }

  /// The same, but only from one value above 0 to another: 0 means that what it is about is not
  /// there, and a checkpoint has a state of that or has none.
  OptionTable& live_above_zero() {
    live();
    bind_steps_.push_back([name = last_field_](T&, OptionSection& section) {
      declared_field(section, name).keeps_zero = true;
    });
    return *this;
  }

  /// The option just declared may get another value whenever the run is resumed.
  OptionTable& anytime() { return changing(OptionChange::kAnytime); }

  /// The option just declared is read only where `reason`, which is asked with the bound object,
  /// gives nothing; else it says what is read in its place.
  OptionTable& unread_where(std::function<std::string(const T&)> reason) {
    bind_steps_.push_back([reason, name = last_field_](T& object, OptionSection& section) {
      declared_field(section, name).unread_reason = [&object, reason] { return reason(object); };
    });
    return *this;
  }

  /// Declares a nested struct with its own table.
  template <class Nested>
  OptionTable& section(const std::string& name, Nested T::*member, const std::string& sentence,
                       OptionTable<Nested> table) {
    last_field_.clear();
    bind_steps_.push_back([=](T& object, OptionSection& section) {
      section.add_section(name, sentence, table.bind(object.*member));
    });
    return *this;
  }

  /// Declares a list of nested structs with their table; empty by default.
  template <class Nested>
  OptionTable& list(const std::string& name, std::vector<Nested> T::*member,
                    const std::string& sentence, OptionTable<Nested> table) {
    last_field_.clear();
    bind_steps_.push_back([=](T& object, OptionSection& section) {
      std::vector<Nested>& elements = object.*member;
      const auto prototype = std::make_shared<Nested>();
      OptionSection element = table.bind(*prototype);
      element.sentence = sentence;
      section.add_list({.name = name,
                        .sentence = sentence,
                        .element = std::move(element),
                        .prototype = prototype,
                        .size = [&elements] { return elements.size(); },
                        .reset = [&elements](size_t count) { elements.assign(count, {}); },
                        .at = [&elements, table](size_t i) { return table.bind(elements[i]); }});
    });
    return *this;
  }

  /// The options of `object`, which must outlive the result.
  OptionSection bind(T& object) const {
    OptionSection section;
    for (const auto& step : bind_steps_) step(object, section);
    return section;
  }

 private:
  OptionTable& changing(OptionChange change) {
    bind_steps_.push_back([change, name = last_field_](T&, OptionSection& section) {
      declared_field(section, name).change = change;
    });
    return *this;
  }

  std::vector<std::function<void(T&, OptionSection&)>> bind_steps_;
  std::string last_field_;  // empty after a section or a list
};

}  // namespace tandem
