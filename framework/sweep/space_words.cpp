#include "framework/sweep/space_words.h"

#include <algorithm>
#include <cstring>

#include "framework/config/option_value.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/plain_name.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr std::string_view kOpening = "([{";
constexpr std::string_view kClosing = ")]}";

/// Follows brackets and quotes through a text.
class Nesting {
 public:
  /// Whether `letter` closes brackets that were not opened.
  bool take(char letter) {
    const bool was_escape = is_escape_;
    // Between single quotes YAML knows no escapes.
    is_escape_ = quote_ == '"' && letter == '\\' && !was_escape;
    if (quote_ != 0) {
      if (letter == quote_ && !was_escape) quote_ = 0;
    } else if ((letter == '"' || letter == '\'') && may_begin_quotes(letter)) {
      quote_ = letter;
    } else if (const size_t opened = kOpening.find(letter); opened != kOpening.npos) {
      brackets_ += kClosing[opened];
    } else if (kClosing.find(letter) != kClosing.npos) {
      if (!brackets_.ends_with(letter)) return true;
      brackets_.pop_back();
    }
    if (letter != ' ') before_ = letter;
    last_ = letter;
    return false;
  }

  bool is_outside() const { return quote_ == 0 && brackets_.empty(); }
  bool is_quoted() const { return quote_ != 0; }

 private:
  /// Only at the front of a value: there are apostrophes in words. Two in a row stand for one.
  bool may_begin_quotes(char letter) const {
    return std::strchr(",([{:", before_) != nullptr || (letter == '\'' && last_ == '\'');
  }

  std::string brackets_;  // that will close what is open
  char quote_ = 0;
  char before_ = ',';  // the last one that is no space
  char last_ = ',';
  bool is_escape_ = false;
};

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

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

void SpaceWords::fail(const std::string& what, const std::string& expected, std::string_view got,
                      const std::string& advice) const {
  throw ConfigError({.what = "the values of '" + parameter + "': " + what,
                     .where = place.text(),
                     .expected = expected,
                     .got = "'" + std::string(got) + "'",
                     .advice = advice});
}

std::vector<std::string> SpaceWords::parts_of(std::string_view text) const {
  const std::string advice =
      "A text with brackets or commas is put in quotes, and so is a space between the braces of a "
      "YAML file: \"interval(0.1,0.9)\".";
  std::vector<std::string> parts(1);
  Nesting nesting;
  for (const char letter : text) {
    if (letter == ',' && nesting.is_outside()) {
      parts.emplace_back();
      nesting = {};
    } else if (nesting.take(letter)) {
      fail("brackets do not match", "each closed by its own kind", text, advice);
    } else {
      parts.back() += letter;
    }
  }
  if (nesting.is_quoted()) fail("quotes are not closed", "them at both ends", text, advice);
  if (!nesting.is_outside()) fail("brackets are not closed", "them in pairs", text, advice);
  for (std::string& part : parts) part = trimmed(part);
  return parts;
}

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
