#include "launch/audit/run_history.h"

#include <algorithm>
#include <map>
#include <set>

namespace tandem {
namespace {

using Options = std::map<std::string, std::string>;

/// The options of every start.
std::vector<Options> options_of_starts(const RunManifest& manifest) {
  const auto& starts = manifest.starts();
  const NamedTexts& last = manifest.facts().options;
  std::vector<Options> all(starts.size(), Options(last.begin(), last.end()));
  for (size_t i = starts.size() - 1; i-- > 0;) {
    all[i] = all[i + 1];
    for (const auto& [name, text] : starts[i + 1].changed) all[i][name] = text;
  }
  return all;
}

/// The options that some start had otherwise than another, as one of them had them, and those of
/// files that have moved. Nothing may read some of them: earlier versions took these, too.
Arguments overrides_of(const RunManifest& manifest, const Options& wished,
                       const MovedFiles& moved) {
  std::set<std::string> changed;
  for (const RecordedStart& start : manifest.starts()) {
    for (const auto& [name, text] : start.changed) changed.insert(name);
  }
  Arguments overrides;
  for (const auto& [name, last] : manifest.facts().options) {
    const auto place = moved.find(name);
    if (place == moved.end() && !changed.contains(name)) continue;
    constexpr const char* kNone = "\"\"";
    const std::string& now = place == moved.end() ? last : place->second;
    const std::string& then = wished.at(name);
    // Where files lie does not matter; whether they were named does.
    const bool is_elsewhere = names_files(name) && then != kNone && now != kNone;
    overrides.push_back(
        std::string("?").append(name).append("=").append(is_elsewhere ? now : then));
  }
  return overrides;
}

std::optional<int64_t> ranks_of(const RunManifest& manifest, const RecordedStart& start) {
  if (manifest.facts().rank_count_invariant) return std::nullopt;
  return static_cast<int64_t>(start.start.hosts.size());
}

}  // namespace

std::vector<Leg> legs_between(const RunManifest& manifest, int64_t begin, int64_t end,
                              const MovedFiles& moved) {
  const auto& starts = manifest.starts();
  const std::vector<Options> options = options_of_starts(manifest);
  // Of what a start trained, the part behind the step to which a later one went back is gone.
  std::vector<size_t> history;
  for (size_t i = 0; i < starts.size(); ++i) {
    const int64_t step = starts[i].start.start_step;
    while (!history.empty() && starts[history.back()].start.start_step >= step) history.pop_back();
    history.push_back(i);
  }
  std::vector<Leg> legs;
  for (size_t k = 0; k < history.size(); ++k) {
    const bool is_last = k + 1 == history.size();
    const int64_t until = is_last ? end : starts[history[k + 1]].start.start_step;
    if (until <= begin || starts[history[k]].start.start_step >= end) continue;
    Leg leg{.until = std::min(until, end),
            .overrides = overrides_of(manifest, options[history[k]], moved),
            .ranks = ranks_of(manifest, starts[history[k]])};
    // Nothing is gained from an interruption that changed nothing.
    if (!legs.empty() && legs.back().overrides == leg.overrides && legs.back().ranks == leg.ranks) {
      legs.back().until = leg.until;
    } else {
      legs.push_back(std::move(leg));
    }
  }
  return legs;
}

}  // namespace tandem
