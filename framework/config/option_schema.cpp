// json_schema: what a configuration may contain, for editors and validators.
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "framework/config/option_section.h"

namespace tandem {
namespace {

using Json = nlohmann::ordered_json;

struct TypeSchema {
  Json operator()(bool) const { return {{"type", "boolean"}}; }
  Json operator()(int64_t) const { return {{"type", "integer"}}; }
  Json operator()(double) const { return {{"type", "number"}}; }
  // The parser takes for a text what stands there, also where a reader of YAML sees a number in it.
  Json operator()(const std::string&) const { return {{"type", {"string", "number", "boolean"}}}; }
  Json operator()(Bytes) const {
    // A keyword applies to values of its own type only: the bound to numbers, the pattern to texts.
    return {{"type", {"integer", "string"}},
            {"minimum", 0},
            {"pattern", "^(0|[1-9][0-9]*)([KMGT]i)?B$"}};
  }
  template <class Element>
  Json operator()(const std::vector<Element>&) const {
    return {{"type", "array"}, {"items", (*this)(Element{})}};
  }
};

Json default_json(const OptionValue& option) {
  return std::visit(
      [](const auto& value) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Bytes>) {
          const std::string text = value_text(value);
          return text.ends_with('B') ? Json(text) : Json(value.value);
        } else {
          return value;
        }
      },
      option);
}

Json field_schema(const OptionField& field) {
  Json schema = std::visit(TypeSchema{}, field.default_value);
  const bool is_list = schema.at("type") == "array";
  for (const Constraint& constraint : field.constraints) {
    const bool of_elements = is_list && constraint.subject != Constraint::Subject::kLength;
    Json& target = of_elements ? schema["items"] : schema;
    for (const auto& [keyword, value] : constraint.json_schema.items()) target[keyword] = value;
  }
  schema["description"] = field.sentence;
  if (!field.is_required()) schema["default"] = default_json(field.default_value);
  return schema;
}

bool has_required(const OptionSection& section) {
  for (const OptionField& field : section.fields) {
    if (field.is_required()) return true;
  }
  for (const OptionSection& inner : section.sections) {
    if (has_required(inner)) return true;
  }
  return false;
}

Json section_schema(const OptionSection& section) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const OptionField& field : section.fields) {
    properties[field.name] = field_schema(field);
    if (field.is_required()) required.push_back(field.name);
  }
  for (const OptionSection& inner : section.sections) {
    properties[inner.name] = section_schema(inner);
    if (has_required(inner)) required.push_back(inner.name);
  }
  for (const OptionList& list : section.lists) {
    properties[list.name] = {{"type", {"array", "null"}},
                             {"description", list.sentence},
                             {"items", section_schema(list.element)}};
  }
  Json schema;
  schema["type"] = required.empty() ? Json::array({"object", "null"}) : Json("object");
  if (!section.sentence.empty()) schema["description"] = section.sentence;
  schema["additionalProperties"] = false;
  schema["properties"] = properties;
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace

std::string json_schema(const OptionSection& section) {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
  schema.update(section_schema(section));
  return schema.dump(2) + "\n";
}

}  // namespace tandem
