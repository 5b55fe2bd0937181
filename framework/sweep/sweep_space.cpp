#include "framework/sweep/sweep_space.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "framework/config/nearest_name.h"
#include "framework/config/option_value.h"
#include "framework/core/error.h"
#include "framework/core/plain_name.h"
#include "framework/core/text.h"
#include "framework/sweep/space_grammar.h"

namespace tandem {
namespace {

/// Whether two parameters are never there together: they ask one for different values.
bool exclude_each_other(const Parameter& one, const Parameter& other) {
  return std::ranges::any_of(one.conditions, [&](const ParameterCondition& first) {
    return std::ranges::any_of(other.conditions, [&](const ParameterCondition& second) {
      return first.parameter == second.parameter &&
             std::ranges::find_first_of(first.values, second.values) == first.values.end();
    });
  });
}

/// Adds one parameter after the other, each with what those before it allow.
class SpaceBuilder {
 public:
  SpaceBuilder(const SweepFile& file, const std::vector<std::string>& labels, ProblemList& problems)
      : file_(file), labels_(labels), problems_(problems) {
    // With a single family there is nothing to choose.
    if (labels.size() < 2) return;
    space_.parameters.push_back({.name = kFamilyParameter, .distribution = categorical(labels)});
  }

  void add_shared() { add_all(file_.space, ""); }

  void add_family(const FamilyEntry& family) {
    std::vector<ParameterEntry> own;
    for (const ParameterEntry& entry : family.space) {
      if (!find_entry(file_.space, entry.name)) {
        own.push_back(entry);
      } else {
        problems_.add({.what = "the parameter '" + entry.name + "' is there twice",
                       .where = entry.place.text(),
                       .expected = "another name than those of the space of all families",
                       .advice = "Rename one of the two, and give it 'keys'."});
      }
    }
    add_all(own, labels_.size() > 1 ? family.label : "");
  }

  SearchSpace take() {
    check_keys();
    return std::move(space_);
  }

 private:
  /// Whose entries are being added.
  struct Scope {
    const std::vector<ParameterEntry>& entries;
    std::string family;  // empty: all

    std::string full_name(const std::string& name) const {
      return family.empty() ? name : family + ":" + name;
    }
  };

  static bool find_entry(const std::vector<ParameterEntry>& entries, const std::string& name) {
    return std::ranges::find(entries, name, &ParameterEntry::name) != entries.end();
  }

  void add_all(const std::vector<ParameterEntry>& entries, const std::string& family) {
    const Scope scope{entries, family};
    for (const ParameterEntry& entry : entries) {
      if (!add(entry, scope)) left_out_.insert(scope.full_name(entry.name));
    }
  }

  /// Whether the space has it now: not where it is wrong, or of families that are left out.
  bool add(const ParameterEntry& entry, const Scope& scope) {
    // Empty words are refused as the value of an option.
    if (!has_good_name(entry) || entry.values.empty()) return false;
    Parameter parameter{.name = scope.full_name(entry.name),
                        .keys = entry.keys.empty() ? std::vector{entry.name} : entry.keys};
    if (!problems_.attempt([&] {
          parameter.distribution = parse_space(entry.values, entry.name, entry.values_place);
        })) {
      return false;
    }
    if (!scope.family.empty()) {
      const auto label = std::ranges::find(labels_, scope.family);
      parameter.conditions.push_back(
          {kFamilyParameter, {static_cast<double>(label - labels_.begin())}});
    }
    for (const ConditionEntry& condition : entry.when) {
      if (!add_condition(condition, scope, parameter)) return false;
    }
    for (const std::string& key : parameter.keys) check_key(key, entry, parameter.keys);
    space_.parameters.push_back(std::move(parameter));
    return true;
  }

  bool has_good_name(const ParameterEntry& entry) {
    if (entry.name == kFamilyParameter) {
      problems_.add({.what = "'family' is no parameter like others",
                     .where = entry.place.text(),
                     .expected = "families in the section 'families'",
                     .advice = "On the command line family=a,b chooses some of them."});
      return false;
    }
    if (is_sweep_name(entry.name)) return true;
    problems_.add({.what = "a parameter cannot be called '" + entry.name + "'",
                   .where = entry.place.text(),
                   .expected = "an option like batch.size, or a name like rate with 'keys'",
                   .advice = "Between the braces of a YAML file a space is put in quotes: {rate: "
                             "\"interval(0.1,0.9)\"}."});
    return false;
  }

  void check_key(const std::string& key, const ParameterEntry& entry,
                 const std::vector<std::string>& keys) {
    if (key == "seed") {
      problems_.add({.what = "'" + entry.name + "' sets the seed of the training",
                     .where = entry.place.text(),
                     .expected = "another option",
                     .advice = "Seeds are listed in sweep.seeds."});
    }
    if (key == "steps" || key == "evaluation.every") {
      problems_.add({.what = "'" + entry.name + "' sets '" + key +
                             "', by which the trials of a family are compared",
                     .where = entry.place.text(),
                     .expected = "another option",
                     .advice = "Set it for all of them: overrides: [" + key + "=1000]."});
    }
    if (key == "batch.micro_batches") {
      problems_.add(
          {.what = "'" + entry.name + "' sets '" + key + "', by which trials are given ranks",
           .where = entry.place.text(),
           .expected = "another option",
           .advice = "Set it for all of them: overrides: [" + key + "=4]."});
    }
    const auto is_name = [](const std::string& name) { return is_made_of_letters_and("_-", name); };
    if (!std::ranges::all_of(split(key, '.'), is_name)) {
      problems_.add({.what = "'" + entry.name + "' sets what cannot be an option",
                     .where = entry.place.text(),
                     .expected = "names joined by dots",
                     .got = "'" + key + "'",
                     .advice = "Write it like batch.size."});
    }
    if (std::ranges::count(keys, key) > 1) {
      problems_.add({.what = "'" + entry.name + "' sets '" + key + "' twice",
                     .where = entry.place.text(),
                     .advice = "Name each key once."});
    }
  }

  /// Adds a condition to the parameter; whether it can hold.
  bool add_condition(const ConditionEntry& entry, const Scope& scope, Parameter& parameter) {
    std::vector<std::string> texts;
    if (!problems_.attempt([&] {
          const Distribution values = parse_space(entry.values, entry.parameter, entry.place);
          texts = values.choices;
        })) {
      return false;
    }
    // Intervals and ranges have no choices.
    if (texts.empty()) {
      if (!entry.values.empty()) {
        fail(entry, "a condition is no interval", "values", "'" + entry.values + "'",
             "List the values: when: {" + entry.parameter + ": [1, 2]}.");
      }
      return false;
    }
    if (entry.parameter == kFamilyParameter && !file_.families.empty()) {
      if (scope.family.empty()) return add_family_condition(entry, texts, parameter);
      fail(entry, "a parameter of a family is there for that family alone", "another parameter",
           "'family'", "Leave the condition out, or move the parameter to the shared 'space'.");
      return false;
    }
    const Parameter* earlier = earlier_one(entry, scope);
    if (earlier == nullptr) return false;
    ParameterCondition condition{.parameter = earlier->name};
    for (const std::string& text : texts) {
      const std::optional<double> value = value_of(*earlier, text, entry);
      if (!value) return false;
      condition.values.push_back(*value);
    }
    parameter.conditions.push_back(std::move(condition));
    return true;
  }

  bool add_family_condition(const ConditionEntry& entry, const std::vector<std::string>& texts,
                            Parameter& parameter) {
    ParameterCondition condition{.parameter = kFamilyParameter};
    for (const std::string& text : texts) {
      const auto all = labels_of(file_);
      if (std::ranges::find(all, text) == all.end()) {
        fail(entry, "the sweep has no family '" + text + "'", "one of its families",
             "'" + text + "'", suggest_name(text, all));
        return false;
      }
      const auto label = std::ranges::find(labels_, text);
      // The file has this family, and it was not chosen.
      if (label == labels_.end()) continue;
      condition.values.push_back(static_cast<double>(label - labels_.begin()));
    }
    if (condition.values.empty()) return false;
    // With one family alone there is no parameter `family`.
    if (labels_.size() > 1) parameter.conditions.push_back(std::move(condition));
    return true;
  }

  static std::vector<std::string> labels_of(const SweepFile& file) {
    std::vector<std::string> labels;
    for (const FamilyEntry& family : file.families) labels.push_back(family.label);
    return labels;
  }

  /// The parameter that a condition names; nullptr where that is wrong, or was left out.
  const Parameter* earlier_one(const ConditionEntry& entry, const Scope& scope) {
    std::vector<std::string> known;
    for (const std::string& name : {scope.full_name(entry.parameter), entry.parameter}) {
      // It was said why, or the parameter is of a family that was not chosen.
      if (left_out_.contains(name)) return nullptr;
      const auto found = std::ranges::find(space_.parameters, name, &Parameter::name);
      if (found != space_.parameters.end()) return &*found;
    }
    for (const Parameter& parameter : space_.parameters) {
      const size_t colon = parameter.name.find(':');
      const bool is_seen =
          colon == std::string::npos || parameter.name.substr(0, colon) == scope.family;
      if (is_seen) known.push_back(parameter.name.substr(colon + 1));
    }
    if (find_entry(scope.entries, entry.parameter)) {
      fail(entry, "the condition is on a later parameter", "one that stands before it",
           "'" + entry.parameter + "'", "Move '" + entry.parameter + "' before it.");
    } else {
      fail(entry, "the condition is on an unknown parameter", "one that stands before it",
           "'" + entry.parameter + "'",
           known.empty() ? "No parameter stands before it." : suggest_name(entry.parameter, known));
    }
    return nullptr;
  }

  std::optional<double> value_of(const Parameter& earlier, const std::string& text,
                                 const ConditionEntry& entry) {
    const Distribution& distribution = earlier.distribution;
    if (distribution.kind == Distribution::Kind::kReal) {
      fail(entry, "'" + entry.parameter + "' is a real number, which no condition can ask for",
           "choices or whole numbers", "'" + text + "'",
           "Give '" + entry.parameter + "' choices, like choice(0.1,0.2).");
      return std::nullopt;
    }
    if (distribution.kind == Distribution::Kind::kCategorical) {
      const auto found = std::ranges::find(distribution.choices, text);
      if (found != distribution.choices.end()) {
        return static_cast<double>(found - distribution.choices.begin());
      }
      fail(entry, "'" + entry.parameter + "' has no such value", "one of its values",
           "'" + text + "'", suggest_name(text, distribution.choices));
      return std::nullopt;
    }
    const ConfigNode node{.kind = ConfigNode::Kind::kScalar, .text = text, .place = entry.place};
    std::optional<double> value;
    problems_.attempt([&] {
      value = static_cast<double>(std::get<int64_t>(read_value(node, int64_t{0}, entry.parameter)));
    });
    if (value && !contains(distribution, *value)) {
      fail(entry, "'" + entry.parameter + "' has no such value", space_text(distribution),
           "'" + text + "'", "Ask for values that it can have.");
      return std::nullopt;
    }
    return value;
  }

  void fail(const ConditionEntry& entry, const std::string& what, const std::string& expected,
            const std::string& got, const std::string& advice) {
    problems_.add({.what = what,
                   .where = entry.place.text(),
                   .expected = expected,
                   .got = got,
                   .advice = advice});
  }

  /// No option is set by two parameters of one trial.
  void check_keys() {
    for (auto one = space_.parameters.begin(); one != space_.parameters.end(); ++one) {
      for (auto other = std::next(one); other != space_.parameters.end(); ++other) {
        const auto both = std::ranges::find_first_of(one->keys, other->keys);
        if (both == one->keys.end() || exclude_each_other(*one, *other)) continue;
        problems_.add(
            {.what = "'" + one->name + "' and '" + other->name + "' both set '" + *both + "'",
             .where = "sweep",
             .expected = "at most one of them in a trial",
             .advice = "Remove one, or give them conditions ('when') that exclude each "
                       "other."});
      }
    }
  }

  const SweepFile& file_;
  const std::vector<std::string>& labels_;
  ProblemList& problems_;
  SearchSpace space_;
  std::set<std::string> left_out_;  // wrong, or of other families
};

}  // namespace

SearchSpace search_space_of(const SweepFile& file, const std::vector<std::string>& labels,
                            ProblemList& problems) {
  SpaceBuilder builder(file, labels, problems);
  builder.add_shared();
  for (const FamilyEntry& family : file.families) {
    if (std::ranges::find(labels, family.label) != labels.end()) builder.add_family(family);
  }
  return builder.take();
}

bool is_sweep_name(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_same = [](char c, char small) { return c == small || c == small - 'a' + 'A'; };
  return is_made_of_letters_and("._-", name) && is_letter(name.front()) &&
         !std::ranges::equal(name, std::string_view("null"), is_same);
}

}  // namespace tandem
