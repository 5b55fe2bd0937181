// What `train` says of the families of a sweep, before it begins.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "framework/sweep/scheduler.h"
#include "framework/sweep/sweep_check.h"
#include "framework/sweep/sweep_definition.h"
#include "launch/resolved_run.h"

namespace tandem {

/// The runs of each family as its configuration and its overrides have them. Throws the error of
/// the first that `train` refuses; it has said why.
std::vector<ResolvedRun> resolve_families(const SweepDefinition& sweep);

/// Whether `train` takes every choice and both ends of every range, and measures what the sweep
/// compares; of each that it refuses it has said why.
bool accepts_all_ends(const SweepDefinition& sweep);

/// Steps of a run, and between its measurements.
RunLength run_length(const ResolvedRun& run);

/// By label of the family.
std::map<std::string, FamilyFacts> facts_of(const SweepDefinition& sweep,
                                            const std::vector<ResolvedRun>& families);

}  // namespace tandem
