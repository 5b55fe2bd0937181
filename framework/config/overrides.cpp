#include "framework/config/overrides.h"

#include <algorithm>
#include <cctype>
#include <span>
#include <utility>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

struct Override {
  char action = ' ';  // ' ' set, '+' add, '~' delete, '?' set, though it may be unread
  std::vector<std::string> path;
  std::string dotted_path;
  std::string value;
  Place place;
};

std::vector<std::string> split_path(const std::string& dotted_path, const Place& place) {
  std::vector<std::string> names = split(dotted_path, '.');
  const auto is_name = [](const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char letter) {
      return std::isalnum(letter) || letter == '_' || letter == '-';
    });
  };
  if (!std::all_of(names.begin(), names.end(), is_name)) {
    throw UsageError({.what = "not the name of an option",
                      .where = place.source,
                      .expected = "names joined by dots",
                      .got = "'" + dotted_path + "'",
                      .advice = "Write it like batch.size=64."});
  }
  return names;
}

Override parse_override(const std::string& text) {
  Override result;
  result.place.source = "override '" + text + "'";
  check_plain_utf8(text, result.place.source);
  size_t begin = 0;
  if (has_mark(text)) result.action = text[begin++];
  result.place.may_be_unread = result.action == '?';
  const size_t equals = text.find('=');
  const bool deletes = result.action == '~';
  if (deletes == (equals != std::string::npos)) {
    throw UsageError(
        {.what = "an override that cannot be understood",
         .where = result.place.source,
         .expected = deletes ? "~name" : "name=value, +name=value, ?name=value or ~name",
         .advice = "Write it like batch.size=64."});
  }
  result.dotted_path = text.substr(begin, deletes ? std::string::npos : equals - begin);
  result.path = split_path(result.dotted_path, result.place);
  if (!deletes) result.value = text.substr(equals + 1);
  return result;
}

/// Messages are to name the override, not a line and column of its value.
void set_place(ConfigNode& node, const Place& place) {
  node.place = node.key_place = place;
  for (ConfigNode& child : node.children) set_place(child, place);
}

ConfigNode parse_value(const Override& override) {
  ConfigNode node;
  const std::string& value = override.value;
  if (!value.empty() && std::string("[{\"'").find(value.front()) != std::string::npos) {
    node = read_yaml(value, override.place.source);
  } else if (value != "null" && value != "~") {
    node.kind = ConfigNode::Kind::kScalar;
    node.text = value;
  }
  node.key = override.path.back();
  set_place(node, override.place);
  return node;
}

/// The element of a list that a name of digits means, or nullptr.
ConfigNode* element_of(ConfigNode& list, const std::string& name) {
  const auto index = number_in<size_t>(name);
  return index && *index < list.children.size() ? &list.children[*index] : nullptr;
}

/// The first names of the path: "a.b".
std::string front_of_path(const Override& override, size_t count) {
  return joined(std::span(override.path).first(count), {}, ".");
}

/// For a path that leads `depth` names down to a list and not on to an option of an element.
[[noreturn]] void fail_in_list(const ConfigNode& list, bool has_element, const Override& override,
                               size_t depth) {
  throw ConfigError({.what = has_element
                                 ? "single elements of a list cannot be set or deleted"
                                 : "there is no '" + front_of_path(override, depth + 1) + "'",
                     .where = override.place.source,
                     .expected = has_element ? "the whole list, or an option of an element"
                                             : "the number of an element, counted from 0",
                     .got = "a list of length " + std::to_string(list.children.size()) + " at " +
                            list.place.text(),
                     .advice = "Give the whole list: " + front_of_path(override, depth) + "=[…]."});
}

/// The section that holds the last name of the path; sections on the way are made when `create`.
ConfigNode* parent_of(ConfigNode& root, const Override& override, bool create) {
  ConfigNode* section = &root;
  for (size_t i = 0;; ++i) {
    if (section->is_null() && create) section->kind = ConfigNode::Kind::kMap;
    // A list leads on to an option of one of its elements; a root that is a list is refused below.
    if (section->is_sequence() && i > 0) {
      ConfigNode* element = element_of(*section, override.path[i]);
      if (element == nullptr || i + 1 == override.path.size()) {
        fail_in_list(*section, element != nullptr, override, i);
      }
      section = element;
      continue;
    }
    if (!section->is_map()) {
      if (!create) return nullptr;
      throw ConfigError({.what = i == 0 ? "the configuration is no section"
                                        : "'" + front_of_path(override, i) + "' is no section",
                         .where = override.place.source,
                         .expected = "a section to set '" + override.path[i] + "' in",
                         .got = describe(*section) + " at " + section->place.text(),
                         .advice = "Correct the path, or the configuration at that place."});
    }
    if (i + 1 == override.path.size()) return section;
    ConfigNode* child = section->find(override.path[i]);
    if (child == nullptr) {
      if (!create) return nullptr;
      ConfigNode made;
      made.kind = ConfigNode::Kind::kMap;
      made.key = override.path[i];
      made.place = made.key_place = override.place;
      child = &section->children.emplace_back(std::move(made));
    }
    section = child;
  }
}

void apply(ConfigNode& root, const Override& override) {
  ConfigNode* parent = parent_of(root, override, override.action != '~');
  ConfigNode* present = parent == nullptr ? nullptr : parent->find(override.path.back());
  if (override.action == '~') {
    if (present == nullptr) {
      throw ConfigError({.what = "nothing to delete",
                         .where = override.place.source,
                         .expected = "an option that the configuration sets",
                         .got = "no '" + override.dotted_path + "' in it",
                         .advice = "Remove this override."});
    }
    parent->children.erase(parent->children.begin() + (present - parent->children.data()));
    return;
  }
  if (override.action == '+' && present != nullptr) {
    throw ConfigError({.what = "'" + override.dotted_path + "' cannot be added",
                       .where = override.place.source,
                       .expected = "an option that the configuration does not set",
                       .got = describe(*present) + " at " + present->place.text(),
                       .advice = "Leave out the '+' to replace the value."});
  }
  ConfigNode value = parse_value(override);
  if (present != nullptr) {
    *present = std::move(value);
  } else {
    parent->children.push_back(std::move(value));
  }
}

}  // namespace

void apply_overrides(ConfigNode& root, const std::vector<std::string>& overrides) {
  for (const std::string& text : overrides) apply(root, parse_override(text));
}

bool has_mark(std::string_view text) {
  return text.starts_with('+') || text.starts_with('~') || text.starts_with('?');
}

}  // namespace tandem
