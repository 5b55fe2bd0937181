// Names in configurations and what they stand for: what an option offers and what each name means
// come from one table, an array of Choice.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/error.h"

namespace tandem {

template <class Value>
struct Choice {
  std::string_view name;
  Value value;
};

/// A table, or the first so many entries of one.
template <class Value>
using Choices = std::span<const Choice<Value>>;

/// The names of choices, or of whatever else has a name, in the order of the table.
template <class Table>
std::vector<std::string> names_of(const Table& choices) {
  std::vector<std::string> names;
  names.reserve(std::size(choices));
  for (const auto& choice : choices) names.emplace_back(choice.name);
  return names;
}

/// What a name stands for. Throws Error for one that is not in the table.
template <class Table>
const auto& chosen(const Table& choices, std::string_view name) {
  for (const auto& choice : choices) {
    if (choice.name == name) return choice.value;
  }
  throw Error(ExitCode::kInternal, {.what = "there is no such choice", .got = std::string(name)});
}

/// The first name of a value. Throws Error for one that is not in the table.
template <class Table, class Value>
std::string name_of(const Table& choices, const Value& value) {
  for (const auto& choice : choices) {
    if (choice.value == value) return std::string(choice.name);
  }
  throw Error(ExitCode::kInternal, {.what = "the value has no name among the choices"});
}

}  // namespace tandem
