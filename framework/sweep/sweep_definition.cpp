#include "framework/sweep/sweep_definition.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <utility>

#include "framework/config/nearest_name.h"
#include "framework/config/overrides.h"
#include "framework/config/problem_list.h"
#include "framework/core/error.h"
#include "framework/core/named_values.h"
#include "framework/core/plain_name.h"
#include "framework/core/text.h"
#include "framework/sweep/sweep_file.h"
#include "framework/sweep/sweep_space.h"
#include "framework/sweep/sweep_words.h"

namespace tandem {
namespace {

constexpr const char* kSection = "sweep";

/// The tree of a sweep: that of the file, or one that trains by the file.
ConfigNode tree_of(const ConfigNode& root, const std::filesystem::path& file) {
  if (!root.is_map()) {
    throw ConfigError({.what = "the file is no sweep",
                       .where = file,
                       .expected = "a section 'sweep', or the configuration of a training",
                       .got = describe(root)});
  }
  if (root.find(kSection) != nullptr) return root;
  if (root.find("model") == nullptr) {
    std::vector<std::string> keys;
    for (const ConfigNode& child : root.children) keys.push_back(child.key);
    const std::string near = nearest_name(kSection, keys);
    throw ConfigError({.what = "the file is neither a sweep nor the configuration of a training",
                       .where = file,
                       .expected = "a section 'sweep', or one 'model'",
                       .got = "sections " + joined(keys),
                       .advice = near.empty() ? "" : "Did you mean '" + near + "' to be 'sweep'?"});
  }
  const Place place{.source = file.string()};
  ConfigNode config{.kind = ConfigNode::Kind::kScalar,
                    .text = std::filesystem::absolute(file).lexically_normal().string(),
                    .quoted = true,
                    .place = place,
                    .key = "config",
                    .key_place = place};
  ConfigNode sweep{
      .kind = ConfigNode::Kind::kMap, .place = place, .key = kSection, .key_place = place};
  sweep.children = {std::move(config)};
  ConfigNode tree{.kind = ConfigNode::Kind::kMap, .place = place};
  tree.children = {std::move(sweep)};
  return tree;
}

/// What a sweep is called that has no name: as the training, or as the file.
std::string default_name(const ConfigNode& root, const std::filesystem::path& file) {
  const ConfigNode* name = root.find("name");
  const std::string given = name != nullptr && name->is_scalar() ? name->text : "";
  const std::string stem = file.stem().string();
  return is_plain_name(given) ? given : is_plain_name(stem) ? stem : "";
}

class FamilyReader {
 public:
  FamilyReader(const std::filesystem::path& file, ProblemList& problems)
      : file_(file), problems_(problems) {}

  /// The place of what is said outside of any family, as messages name it.
  std::string section() const { return file_.string() + ": section 'sweep'"; }

  SweepFamily read(FamilyEntry entry, const std::string& where) const {
    for (const std::string& text : entry.overrides) check_override(text, where);
    return {.label = entry.label,
            .config = entry.config.empty() ? "" : found(entry.config, where),
            .cost = entry.cost,
            .overrides = std::move(entry.overrides)};
  }

 private:
  std::filesystem::path found(const std::filesystem::path& config, const std::string& where) const {
    std::filesystem::path here = std::filesystem::absolute(config).lexically_normal();
    const auto beside = std::filesystem::absolute(file_.parent_path() / config).lexically_normal();
    std::error_code error;
    for (const std::filesystem::path& path : {beside, here}) {
      if (std::filesystem::is_regular_file(path, error)) return path;
    }
    problems_.add(
        {.what = "there is no configuration '" + config.string() + "'",
         .where = where,
         .expected = beside == here ? here.string() : beside.string() + " or " + here.string(),
         .got = "no such file",
         .advice = "Correct 'config'; a path is relative to the file of the sweep."});
    return here;
  }

  void check_override(const std::string& text, const std::string& where) const {
    const std::string advice = "Write it like batch.size=64.";
    const std::string key = text.substr(0, text.find('='));
    try {
      // Whether the option exists only the training knows: here the form is looked at.
      ConfigNode any{.kind = ConfigNode::Kind::kMap};
      apply_overrides(any, {text});
    } catch (const Error& error) {
      problems_.add({.what = "an override that cannot be applied (" + error.problem().what + ")",
                     .where = where,
                     .expected = "key=value or +key=value",
                     .got = "'" + text + "'",
                     .advice = advice});
    }
    if (key != "seed" && key != "+seed") return;
    problems_.add({.what = "an override sets the seed of the training",
                   .where = where,
                   .expected = "another option",
                   .got = "'" + text + "'",
                   .advice = "Seeds are listed in sweep.seeds."});
  }

  std::filesystem::path file_;
  ProblemList& problems_;
};

/// The labels of the families that are chosen, in the file's order; all where none is named.
std::vector<std::string> chosen_labels(const SweepFile& file, const std::vector<std::string>& names,
                                       ProblemList& problems) {
  std::vector<std::string> all;
  std::vector<std::string> chosen;
  for (const FamilyEntry& family : file.families) {
    all.push_back(family.label);
    const bool is_named = std::ranges::find(names, family.label) != names.end();
    if (names.empty() || is_named) chosen.push_back(family.label);
    if (is_sweep_name(family.label)) continue;
    problems.add({.what = "a family cannot be called '" + family.label + "'",
                  .where = family.place.text(),
                  .expected = "a letter, then letters, digits, '.', '_', '-'",
                  .advice = "Rename it; the name is a label of this sweep alone."});
  }
  for (const std::string& name : names) {
    if (std::ranges::find(all, name) != all.end()) continue;
    problems.add({.what = "the sweep has no family '" + name + "'",
                  .where = "word 'family=" + joined(names, {}, ",") + "'",
                  .expected = all.empty() ? "a sweep with families" : "some of its families",
                  .advice = all.empty() ? "Leave the word out." : suggest_name(name, all)});
  }
  return chosen;
}

std::vector<SweepFamily> families_of(const SweepFile& file, const std::vector<std::string>& labels,
                                     const FamilyReader& reader, ProblemList& problems) {
  if (file.config.empty() == file.families.empty()) {
    problems.add({.what = file.config.empty() ? "the sweep trains nothing"
                                              : "the sweep has families and 'config'",
                  .where = reader.section(),
                  .expected = "either 'families' or 'config'",
                  .advice = "Write config: flow/mnist.yaml, or families: {flow: {config: "
                            "flow/mnist.yaml}, …}."});
  }
  if (file.families.empty()) {
    return {reader.read({.label = "", .config = file.config, .overrides = file.overrides},
                        reader.section())};
  }
  std::vector<SweepFamily> families;
  for (FamilyEntry entry : file.families) {
    if (std::ranges::find(labels, entry.label) == labels.end()) continue;
    // Later ones win: those of the family stand behind those of all.
    entry.overrides.insert(entry.overrides.begin(), file.overrides.begin(), file.overrides.end());
    families.push_back(reader.read(entry, entry.place.text()));
  }
  // One alone needs no label, and nothing to compare its cost with.
  if (families.size() == 1) {
    families.front().label.clear();
    families.front().cost = 1;
  }
  return families;
}

/// "s.yaml:3:11: sweep.metric"; a word of the command line has the key itself.
std::string written_place(const Place& place, const std::string& key) {
  return place.is_override() ? place.text() : place.text() + ": " + key;
}

SweepPlaces places_of(const ConfigNode& tree, const SweepFile& file,
                      const std::vector<std::string>& labels) {
  SweepPlaces places;
  if (const ConfigNode* metric = tree.find("sweep.metric")) {
    places.metric = written_place(metric->place, "sweep.metric");
  }
  for (const ParameterEntry& entry : file.space) {
    places.parameters[entry.name] = written_place(entry.place, "sweep.space." + entry.name);
  }
  for (const FamilyEntry& family : file.families) {
    if (std::ranges::find(labels, family.label) == labels.end()) continue;
    for (const ParameterEntry& entry : family.space) {
      places.parameters[labels.size() > 1 ? family.label + ":" + entry.name : entry.name] =
          written_place(entry.place, "sweep.families." + family.label + ".space." + entry.name);
    }
  }
  return places;
}

void check_rungs(const std::vector<double>& rungs, ProblemList& problems) {
  if (rungs.empty()) return;
  const auto fail = [&](const std::string& what, double rung, const std::string& advice) {
    problems.add({.what = what,
                  .where = "sweep.scheduler.rungs",
                  .expected = "ascending steps like [1000, 4000], or shares like [0.25, 1]",
                  .got = value_text(reals(rung, rung), rung),
                  .advice = advice});
  };
  const bool are_shares = std::ranges::max(rungs) <= 1;
  for (size_t i = 0; i < rungs.size(); ++i) {
    if (i > 0 && rungs[i] <= rungs[i - 1]) {
      fail("a rung is not above the one before it", rungs[i], "Put them in order, each once.");
    } else if (!are_shares && rungs[i] != std::floor(rungs[i])) {
      fail("a rung is no whole step", rungs[i], "Shares of a run are all at most 1.");
    }
  }
}

}  // namespace

ParsedSweep try_parse_sweep(const ConfigNode& root, const std::filesystem::path& file,
                            const std::vector<std::string>& words, const SweepKinds& kinds) {
  ConfigNode tree = tree_of(root, file);
  ProblemList problems;
  const std::vector<std::string> named = apply_words(tree, words, problems);
  // After the words, which may name parameters that the file does not have.
  SweepFile entries = entries_of(tree);
  entries.options.name = default_name(root, file);
  const OptionSection options = sweep_options(entries, kinds);
  problems.attempt([&] { parse_options(tree, options); });
  if (entries.options.seeds.empty()) {
    problems.add({.what = "the sweep has no seeds",
                  .where = "sweep.seeds",
                  .expected = "at least one",
                  .got = "an empty list",
                  .advice = "Write it like seeds: [1, 2, 3]."});
  }
  check_rungs(entries.options.scheduler.rungs, problems);
  SweepDefinition sweep = entries.options;
  const std::vector<std::string> labels = chosen_labels(entries, named, problems);
  sweep.families = families_of(entries, labels, FamilyReader(file, problems), problems);
  sweep.space = search_space_of(entries, labels, problems);
  return {.definition = std::move(sweep),
          .problems = std::move(problems),
          .places = places_of(tree, entries, labels)};
}

SweepDefinition parse_sweep(const ConfigNode& root, const std::filesystem::path& file,
                            const std::vector<std::string>& words, const SweepKinds& kinds) {
  ParsedSweep parsed = try_parse_sweep(root, file, words, kinds);
  parsed.problems.throw_if_any("the sweep");
  return std::move(parsed.definition);
}

std::string to_yaml(SweepDefinition sweep, const std::filesystem::path& directory) {
  if (!directory.empty()) {
    const auto root = std::filesystem::absolute(directory).lexically_normal();
    for (SweepFamily& family : sweep.families) {
      // A directory that has its configurations in it can be moved as a whole.
      const std::filesystem::path within = family.config.lexically_relative(root);
      if (!within.empty() && *within.begin() != "..") family.config = within;
    }
  }
  SweepFile file = file_of(sweep);
  return dump_yaml(sweep_options(file, {}));
}

std::vector<std::string> difference_from_start(const SweepDefinition& start,
                                               const SweepDefinition& now) {
  SweepFile before = file_of(start);
  SweepFile after = file_of(now);
  const auto was = flatten(sweep_options(before, {}));
  const OptionSection options = sweep_options(after, {});
  std::vector<std::string> sentences = differences(was, options, OptionChange::kAnytime);
  // What was not there has no default to be compared with.
  for (const auto& [name, value] : flatten(options)) {
    const auto found = std::ranges::find(was, name, &NamedTexts::value_type::first);
    if (found == was.end()) {
      sentences.push_back(std::string(name).append(": was absent, is ").append(value));
    }
  }
  // 0 stands for all that there are.
  const bool are_fewer = now.trials != 0 && (start.trials == 0 || now.trials < start.trials);
  if (are_fewer) {
    sentences.push_back("sweep.trials: was " + std::to_string(start.trials) + ", is " +
                        std::to_string(now.trials) + "; there may be more, not fewer");
  }
  return sentences;
}

}  // namespace tandem
