// What `train` says of the families of a sweep, before it begins.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/sweep/scheduler.h"
#include "framework/sweep/sweep_check.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_probes.h"
#include "launch/resolved_run.h"

namespace tandem {

/// What `train` says of the families; of what it refuses it has said why.
struct FamilyAnswers {
  /// Their runs as configuration and overrides have them; nothing for one that is refused.
  std::vector<std::optional<ResolvedRun>> families;
  std::vector<std::string> refused = {};  // configurations, of those that are there
  /// Whether it takes every choice and both ends of every range of those that it accepts, and
  /// measures what the sweep compares.
  bool accepts_ends = true;
  std::optional<std::string> unread = {};  // a configuration, where a file could not be read
};

/// With `asks_for_ends` choices and ends are asked about, too. What is said of them names `places`.
FamilyAnswers ask_families(const SweepDefinition& sweep, bool asks_for_ends,
                           const SweepPlaces& places = {});

/// What messages call the settings that a family is asked about.
std::map<std::string, std::string> names_of_settings(const SweepDefinition& sweep,
                                                     const FamilyProbes& probes,
                                                     const SweepPlaces& places);

/// Steps of a run, and between its measurements.
RunLength run_length(const ResolvedRun& run);

/// By label of the family; of those that `train` accepts.
std::map<std::string, FamilyFacts> facts_of(
    const SweepDefinition& sweep, const std::vector<std::optional<ResolvedRun>>& families);

}  // namespace tandem
