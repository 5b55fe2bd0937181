// Names in configurations and what they stand for: what an option offers and what each name means
// come from one table, an array of Choice.
#pragma once

#include <cstddef>
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

/// The names, in the order of the table.
template <class Value, size_t kCount>
std::vector<std::string> names_of(const Choice<Value> (&choices)[kCount]) {
  std::vector<std::string> names;
  for (const Choice<Value>& choice : choices) names.emplace_back(choice.name);
  return names;
}

/// What a name stands for. Throws Error for one that is not in the table.
template <class Value, size_t kCount>
const Value& chosen(const Choice<Value> (&choices)[kCount], std::string_view name) {
  for (const Choice<Value>& choice : choices) {
    if (choice.name == name) return choice.value;
  }
  throw Error(ExitCode::kInternal, {.what = "there is no such choice", .got = std::string(name)});
}

/// The first name of a value. Throws Error for one that is not in the table.
template <class Value, size_t kCount>
std::string name_of(const Choice<Value> (&choices)[kCount], const Value& value) {
  for (const Choice<Value>& choice : choices) {
    if (choice.value == value) return std::string(choice.name);
  }
  throw Error(ExitCode::kInternal, {.what = "the value has no name among the choices"});
}

}  // namespace tandem
