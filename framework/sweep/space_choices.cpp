#include "framework/sweep/space_choices.h"

#include "framework/config/option_value.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/plain_name.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

bool begins_yaml(const std::string& text) {
  return !text.empty() && std::string_view("[{\"'").find(text.front()) != std::string_view::npos;
}

/// A text behind "key=": `train` takes it literally but for what looks like YAML.
std::string override_text(const std::string& text) {
  const bool is_literal =
      !begins_yaml(text) && text != "null" && text != "~" && printable_line(text) == text;
  return is_literal ? text : yaml_text(text);
}

/// A value on one line, as it is read again.
std::string flow_text(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::kNull:
      return "null";
    case ConfigNode::Kind::kScalar:
      // A plain one may be a number; with other letters it is a text.
      return !node.quoted && is_made_of_letters_and("_./+-", node.text) ? node.text
                                                                        : yaml_text(node.text);
    case ConfigNode::Kind::kSequence:
      return "[" + joined(node.children, flow_text) + "]";
    case ConfigNode::Kind::kMap:
      return "{" +
             joined(node.children,
                    [](const ConfigNode& child) {
                      return yaml_text(child.key) + ": " + flow_text(child);
                    }) +
             "}";
  }
  throw Error(ExitCode::kInternal, {.what = "unknown kind of a value"});
}

}  // namespace

std::string read_choice(const SpaceWords& words, const std::string& text) {
  if (text == "~") return "null";
  if (text == "null") return text;
  if (!begins_yaml(text)) return override_text(text);
  ConfigNode node;
  try {
    node = read_yaml(text, words.place.text());
  } catch (const ConfigError& error) {
    words.fail("one of them cannot be read (" + error.problem().what + ")",
               "a list, a section or a text in quotes", text,
               "Write it like choice([0.5, 0.9],[0.0, 0.9]).");
  }
  return node.is_scalar() ? override_text(node.text) : flow_text(node);
}

std::string choice_text(const std::string& choice) {
  const bool has_marks = choice.find_first_of(",()[]{}\"'") != std::string::npos;
  if (begins_yaml(choice)) return choice;
  return choice.empty() || has_marks || trimmed(choice) != choice ? yaml_text(choice) : choice;
}

std::string choice_text(const ConfigNode& value) {
  if (!value.is_scalar()) return flow_text(value);
  // What looks like a function is not taken for a text: such a list was meant in another way.
  const bool looks_called = !value.quoted && value.text.find_first_of("()") != std::string::npos;
  return looks_called ? value.text : choice_text(override_text(value.text));
}

}  // namespace tandem
