// parse_options: sets the options that a configuration gives and collects all that is wrong.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "framework/config/nearest_name.h"
#include "framework/config/option_section.h"
#include "framework/config/problem_list.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

std::string join(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

class OptionParser {
 public:
  OptionParser(const OptionSection& root, UnreadOptions unread) : root_(root), unread_(unread) {}

  void parse_section(const ConfigNode* node, const OptionSection& section,
                     const std::string& path) {
    if (node != nullptr && !node->is_map() && !node->is_null()) {
      add({.what = path.empty() ? "the configuration is no section"
                                : "'" + path + "' is a section of options",
           .where = node->place.text(),
           .expected = "lines 'name: value' below it",
           .got = describe(*node)});
      return;
    }
    std::map<std::string, const ConfigNode*> given;  // dots of a name are no path here
    if (node != nullptr) {
      for (const ConfigNode& child : node->children) {
        given.emplace(child.key, &child);
        parse_child(child, section, path);
      }
    }
    for (const OptionField& field : section.fields) {
      const auto found = given.find(field.name);
      if (found == given.end()) {
        check_default(field, path);
      } else if (has_to_be_read(found->second->place)) {
        check_is_read(*found->second, field, path);
      }
    }
    for (const OptionSection& inner : section.sections) {
      // What is required in a section that is not given is missing all the same.
      if (!given.contains(inner.name)) parse_section(nullptr, inner, join(path, inner.name));
    }
  }

  void throw_problems() const { problems_.throw_if_any("the configuration"); }

 private:
  bool has_to_be_read(const Place& place) const {
    if (place.may_be_unread) return false;
    return unread_ == UnreadOptions::kRefused || place.is_override();
  }

  void add(Problem problem) { problems_.add(std::move(problem)); }

  void parse_child(const ConfigNode& child, const OptionSection& section, const std::string& path) {
    const std::string full_name = join(path, child.key);
    if (const OptionSection* inner = section.find_section(child.key)) {
      parse_section(&child, *inner, full_name);
    } else if (const OptionList* list = section.find_list(child.key)) {
      parse_list(child, *list, full_name);
    } else if (const OptionField* field = section.find_field(child.key)) {
      parse_field(child, *field, full_name);
    } else {
      add_unknown(child, section, path);
    }
  }

  void parse_list(const ConfigNode& node, const OptionList& list, const std::string& full_name) {
    if (!node.is_sequence() && !node.is_null()) {
      add({.what = "'" + full_name + "' is a list of sections",
           .where = node.place.text(),
           .expected = "a list like [{" + list.element.names().front() + ": …}, …]",
           .got = describe(node)});
      return;
    }
    // First, because what at() gives refers to elements, which a change of their number moves.
    list.reset(node.children.size());
    for (size_t i = 0; i < node.children.size(); ++i) {
      parse_section(&node.children[i], list.at(i), join(full_name, std::to_string(i)));
    }
  }

  void parse_field(const ConfigNode& node, const OptionField& field, const std::string& full_name) {
    try {
      const OptionValue value = read_value(node, field.default_value, full_name);
      if (const Constraint* broken = field.broken_constraint(value)) {
        const bool has_choices = !broken->choices.empty();
        throw ConfigError(
            {.what = "'" + full_name + "' has a value that is not accepted",
             .where = node.place.text(),
             .expected = broken->text,
             .got = node.is_sequence() ? value_text(value) : describe(node),
             .advice = has_choices ? suggest_nearest(node.text, broken->choices) : field.sentence});
      }
      field.set(value);
    } catch (const ConfigError& error) {
      add({.what = error.what()});
    }
  }

  void check_default(const OptionField& field, const std::string& path) {
    if (!field.is_required()) return;
    const std::string full_name = join(path, field.name);
    add({.what = "'" + full_name + "' is missing",
         .where = path.empty() ? "configuration" : "section '" + path + "'",
         .expected = type_name(field.default_value) + ", " + field.range_text(),
         .got = "no value",
         .advice = field.sentence + " Set it with " + full_name + "=…"});
  }

  /// The whole section was parsed: others may decide whether it is read.
  void check_is_read(const ConfigNode& node, const OptionField& field, const std::string& path) {
    const std::string reason = field.unread_reason();
    if (reason.empty()) return;
    const std::string full_name = join(path, field.name);
    add({.what = "nothing reads '" + full_name + "'",
         .where = node.place.text(),
         .expected = reason,
         .advice = node.place.is_override()
                       ? "Remove this override."
                       : "Remove it, in the file or with ~" + full_name + "."});
  }

  void add_unknown(const ConfigNode& node, const OptionSection& section, const std::string& path) {
    const std::vector<std::string> names = section.names();
    const std::string near = nearest_name(node.key, names);
    // The right name in the wrong section is likelier than a similar one in this section.
    const std::string meant =
        name_ending_in(root_, node.key).value_or(near.empty() ? "" : join(path, near));
    add({.what = "unknown option '" + join(path, node.key) + "'",
         .where = node.key_place.text(),
         .advice =
             meant.empty() ? suggest_name(node.key, names) : "Did you mean '" + meant + "'?"});
  }

  const OptionSection& root_;
  UnreadOptions unread_;
  ProblemList problems_;
};

}  // namespace

void parse_options(const ConfigNode& root, const OptionSection& section, UnreadOptions unread) {
  OptionParser parser(section, unread);
  parser.parse_section(&root, section, "");
  parser.throw_problems();
}

}  // namespace tandem
