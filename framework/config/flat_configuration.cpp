#include "framework/config/flat_configuration.h"

#include <algorithm>

#include "framework/config/option_value.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

/// Quoted texts as value_text quotes them, all else as it was written.
std::string scalar_text(const ConfigNode& node) {
  return node.quoted ? yaml_text(node.text) : node.text;
}

void add_flat(const ConfigNode& node, const std::string& name, NamedTexts& texts) {
  if (node.is_scalar()) texts.emplace_back(name, scalar_text(node));
  if (node.is_sequence() && std::ranges::all_of(node.children, &ConfigNode::is_scalar)) {
    texts.emplace_back(name, "[" + joined(node.children, scalar_text) + "]");
    return;
  }
  for (size_t i = 0; i < node.children.size(); ++i) {
    const ConfigNode& child = node.children[i];
    const std::string key = node.is_map() ? child.key : std::to_string(i);
    add_flat(child, name.empty() ? key : name + "." + key, texts);
  }
}

}  // namespace

NamedTexts flatten(const ConfigNode& root) {
  NamedTexts texts;
  add_flat(root, "", texts);
  return texts;
}

}  // namespace tandem
