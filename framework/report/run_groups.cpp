#include "framework/report/run_groups.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string_view>

#include "framework/core/digest.h"
#include "framework/core/text.h"
#include "framework/report/computing_device.h"
#include "framework/report/short_labels.h"

namespace tandem {
namespace {

constexpr const char* kFamilyOption = "model.family";
constexpr const char* kDataName = "data";
constexpr const char* kSplitOption = "evaluation.split";

/// Names of what is not the same in all of some identities.
std::set<std::string> differing(const std::vector<NamedTexts>& identities) {
  std::map<std::string, std::vector<std::string>> all;
  for (const NamedTexts& identity : identities) {
    for (const auto& [name, text] : identity) all[name].push_back(text);
  }
  std::set<std::string> names;
  for (const auto& [name, texts] : all) {
    const bool is_everywhere = texts.size() == identities.size();
    if (!is_everywhere || std::ranges::count(texts, texts[0]) < std::ssize(texts))
      names.insert(name);
  }
  return names;
}

/// Labels the groups of one family by what they differ in.
void label(const std::vector<NamedTexts>& identities, const std::vector<RunGroup*>& groups) {
  const std::set<std::string> names = differing(identities);
  for (size_t i = 0; i < groups.size(); ++i) {
    const std::string text = joined(names, [&](const std::string& name) {
      return short_name(name, names) + "=" + identity_text(identities[i], name).value_or("none");
    });
    groups[i]->label = groups[i]->family + (text.empty() ? "" : " (" + text + ")");
  }
}

/// The larger one counts: whether the run was measured, then how far it came.
std::pair<bool, int64_t> merit_of(const CollectedRun& run) {
  return {!run.records.empty(), run.end_step};
}

/// For each run the one that counts among those of its identity and seed, the first of equal ones.
std::vector<size_t> counting_runs(const std::vector<CollectedRun>& runs,
                                  const std::vector<NamedTexts>& identities) {
  std::map<std::pair<NamedTexts, int64_t>, size_t> best;
  for (size_t i = 0; i < runs.size(); ++i) {
    size_t& counting = best.try_emplace({identities[i], runs[i].seed()}, i).first->second;
    if (merit_of(runs[i]) > merit_of(runs[counting])) counting = i;
  }
  std::vector<size_t> counting;
  for (size_t i = 0; i < runs.size(); ++i) {
    counting.push_back(best.at({identities[i], runs[i].seed()}));
  }
  return counting;
}

}  // namespace

std::string trained_data(const CollectedRun& run) {
  const std::string evaluated = run.option(kSplitOption) + "/";
  // Pairs of a name and a digest: "images 01 test/images 23 ".
  const std::vector<std::string> words = split(run.manifest.facts().data_digests, ' ');
  std::string text;
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    if (!words[i].starts_with(evaluated)) text += words[i] + " " + words[i + 1] + " ";
  }
  return text;
}

NamedTexts identity_of(const CollectedRun& run) {
  NamedTexts identity;
  for (const auto& option : run.options) {
    if (!is_beside_results(option.first)) identity.push_back(option);
  }
  identity.emplace_back(kDataName, trained_data(run));
  const std::string asked = run.option(kDeviceOption);
  const std::string device = computing_device(run.manifest, run.end_step, asked);
  if (!device.empty()) identity.emplace_back(kDeviceOption, device);
  if (!run.origin.empty()) identity.emplace_back("from", run.origin);
  // The order of options is that of the configuration, which means nothing here.
  std::ranges::sort(identity);
  return identity;
}

std::optional<std::string> identity_text(const NamedTexts& identity, const std::string& name) {
  const auto found = std::ranges::find(identity, name, &NamedTexts::value_type::first);
  if (found == identity.end()) return std::nullopt;
  if (name != kDataName) return found->second;
  constexpr size_t kDigits = 8;
  return digest_of(found->second).substr(0, kDigits);
}

bool is_beside_results(const std::string& option) {
  constexpr std::array<std::string_view, 4> kOptions = {"name", "seed", kDeviceOption,
                                                        "data.prefetch_batches"};
  constexpr std::array<std::string_view, 6> kSections = {"ranks.",   "supervision.", "report.",
                                                         "samples.", "evaluation.",  "checkpoint."};
  const bool is_path = option == "data.path" || option.starts_with("data.sources.");
  return is_path || std::ranges::count(kOptions, option) > 0 ||
         std::ranges::any_of(kSections, [&](auto section) { return option.starts_with(section); });
}

std::vector<size_t> grouped_runs(const Grouping& grouping) {
  std::vector<size_t> runs;
  for (const RunGroup& group : grouping.groups) {
    runs.insert(runs.end(), group.runs.begin(), group.runs.end());
  }
  std::ranges::sort(runs);
  return runs;
}

Grouping group_runs(const std::vector<CollectedRun>& runs, GroupBy by) {
  Grouping grouping;
  std::vector<NamedTexts> of_runs;
  std::ranges::transform(runs, std::back_inserter(of_runs), identity_of);
  // By configuration in any case: two configurations of a family may well share a seed.
  const std::vector<size_t> counting = counting_runs(runs, of_runs);
  std::map<std::string, std::vector<NamedTexts>> identities;  // of a family, one per group
  std::map<std::string, std::vector<RunGroup>> families;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (counting[i] != i) {
      grouping.repeated.emplace_back(i, counting[i]);
      continue;
    }
    const std::string family = runs[i].family();
    NamedTexts identity = of_runs[i];
    if (by == GroupBy::kFamily) identity = {{kFamilyOption, family}};
    auto& known = identities[family];
    const auto place = static_cast<size_t>(std::ranges::find(known, identity) - known.begin());
    if (place == known.size()) {
      known.push_back(identity);
      families[family].push_back({.family = family});
    }
    families[family][place].runs.push_back(i);
  }
  for (auto& [family, groups] : families) {
    std::vector<RunGroup*> labelled;
    for (RunGroup& group : groups) {
      std::ranges::stable_sort(group.runs, {}, [&](size_t run) { return runs[run].seed(); });
      labelled.push_back(&group);
    }
    label(identities[family], labelled);
    std::ranges::move(groups, std::back_inserter(grouping.groups));
  }
  return grouping;
}

}  // namespace tandem
