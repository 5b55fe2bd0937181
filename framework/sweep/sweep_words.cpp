#include "framework/sweep/sweep_words.h"

#include <algorithm>
#include <utility>

#include "framework/config/nearest_name.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/sweep/search_space.h"
#include "framework/sweep/space_grammar.h"

namespace tandem {
namespace {

constexpr const char* kHowToWrite =
    "Write it like batch.size=32,64 or FAMILY:model.width=\"interval(1,4)\" or sweep.trials=20.";

struct Word {
  std::string family;  // empty: of all
  std::string name;
  std::string space;
  Place place;
};

[[noreturn]] void refuse_word(const std::string& text, const std::string& what,
                              const std::string& advice) {
  throw UsageError({.what = what,
                    .where = "word '" + text + "'",
                    .expected = "key=space, FAMILY:key=space, family=a,b or sweep.option=value",
                    .advice = advice});
}

Word read_word(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) refuse_word(text, "it sets nothing", kHowToWrite);
  Word word{.name = text.substr(0, equals),
            .space = text.substr(equals + 1),
            .place = {.source = "word '" + text + "'"}};
  const size_t colon = word.name.find(':');
  if (colon != std::string::npos) {
    word.family = word.name.substr(0, colon);
    word.name.erase(0, colon + 1);
    if (word.family.empty()) refuse_word(text, "it names no family", kHowToWrite);
  }
  if (word.name.empty()) refuse_word(text, "it names no parameter", kHowToWrite);
  if (has_mark(word.name)) {
    refuse_word(text, "the name of a parameter has no mark", kHowToWrite);
  }
  return word;
}

/// Whether it is of the section `sweep`, with a mark of an override or without.
bool is_option_word(const std::string& text) {
  const size_t begin = has_mark(text) ? 1 : 0;
  return text.compare(begin, 6, "sweep.") == 0 || text.compare(begin, 6, "sweep=") == 0 ||
         text.substr(begin) == "sweep";
}

void apply_option_word(ConfigNode& root, const std::string& text, ProblemList& problems) {
  const std::string name = text.substr(0, text.find('='));
  if (name.find(".space.") != std::string::npos || name.ends_with(".space")) {
    refuse_word(text, "a space is not set as an option", kHowToWrite);
  }
  problems.attempt([&] { apply_overrides(root, {text}); });
}

/// A section of a section, made where there is none; nullptr where something else is in its place.
ConfigNode* section_in(ConfigNode& parent, const std::string& key, const Place& place) {
  // A key with nothing behind it is an empty section.
  if (parent.is_null()) parent.kind = ConfigNode::Kind::kMap;
  if (!parent.is_map()) return nullptr;
  const auto found = std::ranges::find(parent.children, key, &ConfigNode::key);
  if (found != parent.children.end()) return &*found;
  parent.children.push_back({.place = place, .key = key, .key_place = place});
  return &parent.children.back();
}

/// The section that has the space that a word is of; nullptr where the tree has none, which is said
/// here or when the tree is read.
ConfigNode* owner_of_space(ConfigNode& sweep, const Word& word, ProblemList& problems) {
  if (word.family.empty()) return &sweep;
  ConfigNode* families = sweep.find("families");
  if (families != nullptr && !families->is_map() && !families->is_null()) return nullptr;
  std::vector<std::string> labels;
  if (families != nullptr) {
    for (ConfigNode& family : families->children) {
      if (family.key == word.family) return &family;
      labels.push_back(family.key);
    }
  }
  problems.add({.what = "the sweep has no family '" + word.family + "'",
                .where = word.place.text(),
                .expected = labels.empty() ? "a sweep with families" : "one of its families",
                .got = "'" + word.family + "'",
                .advice = labels.empty() ? "Leave out '" + word.family + ":'."
                                         : suggest_name(word.family, labels)});
  return nullptr;
}

void apply_space_word(ConfigNode& sweep, const Word& word, ProblemList& problems) {
  ConfigNode* owner = owner_of_space(sweep, word, problems);
  ConfigNode* space = owner == nullptr ? nullptr : section_in(*owner, "space", word.place);
  ConfigNode* parameter = space == nullptr ? nullptr : section_in(*space, word.name, word.place);
  if (parameter == nullptr) return;
  ConfigNode* values = parameter;
  // Its keys and conditions stay.
  if (parameter->is_map()) values = section_in(*parameter, "values", word.place);
  *values = {.kind = ConfigNode::Kind::kScalar,
             .text = word.space,
             .quoted = true,
             .place = word.place,
             .key = values->key,
             .key_place = values->key_place};
}

/// The names of families that a word chooses. Throws ConfigError.
std::vector<std::string> families_in(const Word& word) {
  std::vector<std::string> families = parse_space(word.space, word.name, word.place).choices;
  if (!families.empty()) return families;
  throw ConfigError({.what = "families are chosen by their names",
                     .where = word.place.text(),
                     .expected = "some of those that the file has",
                     .got = "'" + word.space + "'",
                     .advice = "Write it like family=a,b."});
}

/// Throws UsageError for one that cannot be understood. `families`: those that a word chose.
void apply_word(ConfigNode& root, const std::string& text, std::vector<std::string>& families,
                ProblemList& problems) {
  if (!problems.attempt([&] { check_plain_utf8(text, "word '" + text + "'"); })) return;
  if (is_option_word(text)) return apply_option_word(root, text, problems);
  const Word word = read_word(text);
  if (word.name == kFamilyParameter && word.family.empty()) {
    problems.attempt([&] { families = families_in(word); });
  } else if (ConfigNode* sweep = root.find("sweep")) {
    apply_space_word(*sweep, word, problems);
  }
}

/// Throws one error of all words that cannot be understood, if there are any.
void refuse_words(const std::vector<Problem>& malformed) {
  if (malformed.empty()) return;
  if (malformed.size() == 1) throw UsageError(malformed.front());
  Problem all{.what = std::to_string(malformed.size()) + " words cannot be understood:"};
  for (const Problem& problem : malformed) all.items.push_back(to_string(problem));
  throw UsageError(all);
}

}  // namespace

std::vector<std::string> apply_words(ConfigNode& root, const std::vector<std::string>& words,
                                     ProblemList& problems) {
  std::vector<std::string> families;
  std::vector<Problem> malformed;
  for (const std::string& text : words) {
    try {
      apply_word(root, text, families, problems);
    } catch (const UsageError& error) {
      malformed.push_back(error.problem());
    }
  }
  refuse_words(malformed);
  return families;
}

}  // namespace tandem
