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
#include "launch/resolved_run.h"

namespace tandem {

/// The run of a family as its configuration and its overrides have it; nothing where `train`
/// refuses it, which has said why. Throws Error where a file could not be read.
std::optional<ResolvedRun> resolve_family(const SweepFamily& family);

/// Whether `train` takes every choice and both ends of every range of a family that it accepts, and
/// measures what the sweep compares; of each that it refuses it has said why. `families`: as they
/// were resolved, in the sweep's order.
bool accepts_all_ends(const SweepDefinition& sweep,
                      const std::vector<std::optional<ResolvedRun>>& families);

/// Steps of a run, and between its measurements.
RunLength run_length(const ResolvedRun& run);

/// By label of the family; of those that `train` accepts.
std::map<std::string, FamilyFacts> facts_of(
    const SweepDefinition& sweep, const std::vector<std::optional<ResolvedRun>>& families);

}  // namespace tandem
