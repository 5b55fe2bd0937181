#include "framework/report/observed_values.h"

#include <algorithm>
#include <set>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

ObservedValue& place_of(const std::string& name, const std::string& metric,
                        std::vector<ObservedValue>& all) {
  // Searched for, not in a map: values stay in the order of the records.
  const auto found = std::ranges::find_if(all, [&](const ObservedValue& value) {
    return value.name == name && value.metric == metric;
  });
  if (found != all.end()) return *found;
  return all.emplace_back(ObservedValue{.name = name, .metric = metric});
}

void check_names(const std::vector<ObservedValue>& all, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const ObservedValue& value : all) {
    for (const std::string& name : {value.metric, value.name}) {
      if (std::ranges::find(known, name) == known.end()) known.push_back(name);
    }
  }
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    throw DataError({.what = "no value or metric of this name was recorded of any of the runs",
                     .where = name,
                     .advice = suggest_name(name, known)});
  }
}

/// The first two runs of which the second has nothing under the first stamp of the first.
std::optional<StampConflict> conflict_of(const ObservedValue& value,
                                         const std::map<size_t, std::set<std::string>>& known) {
  const Observation& first = value.observations.front();
  const std::string digest = stamp_digest(first.record->stamp);
  for (const Observation& other : value.observations) {
    const auto has = known.find(other.run);
    // Runs that diverged are not known here, unless all did: they need no stamp in common.
    if (has == known.end() || has->second.contains(digest)) continue;
    const auto differs = difference(first.record->stamp, other.record->stamp);
    if (differs) return StampConflict{value.name, first.run, other.run, *differs};
  }
  return std::nullopt;
}

}  // namespace

std::vector<ObservedValue> observed_values(const std::vector<CollectedRun>& runs,
                                           const std::vector<size_t>& indices,
                                           const std::vector<std::string>& names) {
  std::vector<ObservedValue> all;
  for (const size_t run : indices) {
    for (const EvaluationRecord& record : runs[run].records) {
      for (const RecordedValue& value : record.values) {
        place_of(value.name, record.metric, all).observations.push_back({run, &record, &value});
      }
    }
  }
  // Before others are dropped, so that the nearest name is sought among all.
  check_names(all, names);
  std::erase_if(all, [&names](const ObservedValue& value) {
    const auto is_meant = [&](const std::string& name) {
      return name == value.name || name == value.metric;
    };
    return !names.empty() && std::ranges::none_of(names, is_meant);
  });
  return all;
}

ObservedStamps stamps_of(const ObservedValue& value, const std::vector<CollectedRun>& runs) {
  std::vector<NamedTexts> all;
  std::map<size_t, std::set<std::string>> known;  // digests under which a run has the value
  std::map<size_t, std::set<std::string>> diverged;
  for (const Observation& observation : value.observations) {
    const NamedTexts& stamp = observation.record->stamp;
    if (std::ranges::find(all, stamp) == all.end()) all.push_back(stamp);
    const bool has_diverged = runs[observation.run].end == RunEnd::kDiverged;
    (has_diverged ? diverged : known)[observation.run].insert(stamp_digest(stamp));
  }
  // Where all diverged their stamps count, too.
  if (known.empty()) known = diverged;
  ObservedStamps stamps;
  for (const NamedTexts& stamp : all) {
    const std::string digest = stamp_digest(stamp);
    const bool is_common =
        std::ranges::all_of(known, [&](const auto& run) { return run.second.contains(digest); });
    (is_common ? stamps.common : stamps.others).push_back(stamp);
  }
  if (stamps.common.empty()) stamps.conflict = conflict_of(value, known);
  return stamps;
}

}  // namespace tandem
