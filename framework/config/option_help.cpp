// help_text: options for a person at a terminal.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "framework/config/nearest_name.h"
#include "framework/config/option_section.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

/// One line of the table: name, type, value and range, sentence.
struct Row {
  std::string name;
  std::string type;
  std::string value;
  std::string sentence;
};

struct Block {
  std::string title;
  std::vector<Row> rows;
};

constexpr const char* kLiveMark = " [live]";
constexpr const char* kLiveAboveZeroMark = " [live above 0]";
constexpr const char* kAnytimeMark = " [anytime]";
constexpr const char* kLegend =
    "\n[live] may change in a run that branches off from another,\n"
    "[live above 0] there, but neither from 0 nor to 0,\n"
    "[anytime] also when a run or a sweep is resumed.\n";

std::string mark_of(const OptionField& field) {
  if (field.change == OptionChange::kNever) return "";
  if (field.change == OptionChange::kAnytime) return kAnytimeMark;
  return field.keeps_zero ? kLiveAboveZeroMark : kLiveMark;
}

Row make_row(const OptionField& field, const std::string& path) {
  const std::string range = field.range_text();
  const std::string value = field.is_required() ? "required" : value_text(field.default_value);
  return {path + field.name, type_name(field.default_value),
          value + (range.empty() ? "" : " (" + range + ")"), field.sentence + mark_of(field)};
}

void collect(const OptionSection& section, const std::string& path, std::vector<Block>& blocks) {
  Block block;
  if (!path.empty()) {
    block.title = path.substr(0, path.size() - 1) + ": " + section.sentence;
  }
  for (const OptionField& field : section.fields) block.rows.push_back(make_row(field, path));
  if (!block.rows.empty() || !block.title.empty()) blocks.push_back(std::move(block));
  for (const OptionSection& inner : section.sections) {
    collect(inner, path + inner.name + ".", blocks);
  }
  for (const OptionList& list : section.lists) {
    collect(list.element, path + list.name + "[].", blocks);
  }
}

std::string padded(const std::string& text, size_t columns) {
  return text + std::string(columns > columns_of(text) ? columns - columns_of(text) : 0, ' ') +
         "  ";
}

std::string render(const std::vector<Block>& blocks) {
  size_t name_width = 0;
  size_t type_width = 0;
  size_t value_width = 0;
  constexpr size_t kWidestValue = 40;
  for (const Block& block : blocks) {
    for (const Row& row : block.rows) {
      name_width = std::max(name_width, columns_of(row.name));
      type_width = std::max(type_width, columns_of(row.type));
      value_width = std::max(value_width, std::min(columns_of(row.value), kWidestValue));
    }
  }
  std::string text;
  for (const Block& block : blocks) {
    if (!text.empty()) text += "\n";
    if (!block.title.empty()) text += block.title + "\n";
    for (const Row& row : block.rows) {
      text += "  " + padded(row.name, name_width) + padded(row.type, type_width) +
              padded(row.value, value_width) + row.sentence + "\n";
    }
  }
  const bool has_marks =
      std::ranges::any_of(std::array{kLiveMark, kLiveAboveZeroMark, kAnytimeMark},
                          [&](const char* mark) { return text.find(mark) != std::string::npos; });
  return has_marks ? text + kLegend : text;
}

[[noreturn]] void fail_unknown(const OptionSection& root, const std::string& dotted_path) {
  // Sections may be asked for, too: they are the beginnings of names.
  std::vector<std::string> names;
  for (const auto& [name, text] : flatten(root)) {
    for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
      const std::string section = name.substr(0, dot);
      if (std::find(names.begin(), names.end(), section) == names.end()) names.push_back(section);
    }
    names.push_back(name);
  }
  for (const OptionList& list : root.lists) names.push_back(list.name);
  // Of a whole name its end was given: that of an option before that of a section.
  std::string whole = name_ending_in(root, dotted_path).value_or("");
  const auto ends_so = [&](const std::string& name) { return name.ends_with("." + dotted_path); };
  const auto section = std::ranges::find_if(names, ends_so);
  if (whole.empty() && section != names.end()) whole = *section;
  throw UsageError({.what = "no option or section '" + dotted_path + "'",
                    .advice = whole.empty() ? suggest_name(dotted_path, names)
                                            : "Did you mean '" + whole + "'?"});
}

}  // namespace

std::string help_text(const OptionSection& section, const std::string& dotted_path) {
  const OptionSection* shown = &section;
  const OptionField* field = nullptr;
  std::string path;
  for (size_t begin = 0; begin < dotted_path.size();) {
    const size_t end = std::min(dotted_path.find('.', begin), dotted_path.size());
    const std::string name = dotted_path.substr(begin, end - begin);
    begin = end + 1;
    // Only the last name of a path can be that of an option.
    field = begin > dotted_path.size() ? shown->find_field(name) : nullptr;
    if (field != nullptr) break;
    const OptionList* list = shown->find_list(name);
    shown = list != nullptr ? &list->element : shown->find_section(name);
    if (shown == nullptr) fail_unknown(section, dotted_path);
    path += name + (list != nullptr ? "[]." : ".");
  }
  std::vector<Block> blocks;
  if (field != nullptr) {
    blocks.push_back({.title = "", .rows = {make_row(*field, path)}});
  } else {
    collect(*shown, path, blocks);
  }
  return render(blocks);
}

}  // namespace tandem
