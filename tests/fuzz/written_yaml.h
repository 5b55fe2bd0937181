// A tree of a configuration written as YAML, for targets that read it back.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "framework/config/config_node.h"
#include "framework/core/text.h"

namespace tandem::fuzzing {

/// On one line, every scalar in quotes.
inline std::string written_yaml(const ConfigNode& node) {
  const auto quoted = [](const std::string& text) { return nlohmann::json(text).dump(); };
  const auto entry = [&](const ConfigNode& child) {
    return "? " + quoted(child.key) + " : " + written_yaml(child);
  };
  switch (node.kind) {
    case ConfigNode::Kind::kNull:
      return "null";
    case ConfigNode::Kind::kScalar:
      return quoted(node.text);
    case ConfigNode::Kind::kSequence:
      return "[" + joined(node.children, written_yaml) + "]";
    case ConfigNode::Kind::kMap:
      return "{" + joined(node.children, entry) + "}";
  }
  return "";
}

/// Whether two trees say the same, whatever they were written like.
inline bool say_the_same(const ConfigNode& one, const ConfigNode& other) {
  if (one.kind != other.kind || one.text != other.text || one.key != other.key ||
      one.children.size() != other.children.size()) {
    return false;
  }
  for (size_t i = 0; i < one.children.size(); ++i) {
    if (!say_the_same(one.children[i], other.children[i])) return false;
  }
  return true;
}

}  // namespace tandem::fuzzing
