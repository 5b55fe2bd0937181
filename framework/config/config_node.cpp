#include "framework/config/config_node.h"

#include <algorithm>
#include <utility>

#include "framework/core/text.h"

namespace tandem {

std::string Place::text() const {
  if (is_override()) return source;
  return source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

const ConfigNode* ConfigNode::find(std::string_view dotted_path) const {
  const ConfigNode* node = this;
  while (!dotted_path.empty()) {
    const size_t dot = std::min(dotted_path.find('.'), dotted_path.size());
    const std::string_view name = dotted_path.substr(0, dot);
    if (!node->is_map() && !node->is_sequence()) return nullptr;
    size_t index = 0;
    const auto child =
        std::find_if(node->children.begin(), node->children.end(), [&](const ConfigNode& each) {
          return (node->is_map() ? each.key : std::to_string(index++)) == name;
        });
    if (child == node->children.end()) return nullptr;
    node = &*child;
    dotted_path.remove_prefix(std::min(dot + 1, dotted_path.size()));
  }
  return node;
}

ConfigNode* ConfigNode::find(std::string_view dotted_path) {
  return const_cast<ConfigNode*>(std::as_const(*this).find(dotted_path));
}

std::string describe(const ConfigNode& node) {
  constexpr size_t kLongestShown = 60;
  switch (node.kind) {
    case ConfigNode::Kind::kNull:
      return "nothing";
    case ConfigNode::Kind::kSequence:
      return "a list";
    case ConfigNode::Kind::kMap:
      return "a section";
    case ConfigNode::Kind::kScalar:
      break;
  }
  std::string shown(utf8_front(node.text, kLongestShown));
  if (shown.size() < node.text.size()) shown += "…";
  return node.quoted ? "the text \"" + shown + "\"" : "'" + shown + "'";
}

}  // namespace tandem
