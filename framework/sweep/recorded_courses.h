// The ways of the trials of a sweep, as its journal tells them: nothing is decided again.
#pragma once

#include <vector>

#include "framework/sweep/scheduler.h"
#include "framework/sweep/study.h"
#include "framework/sweep/sweep_definition.h"

namespace tandem {

/// The attribute of a trial that names the one whose state it began with.
inline constexpr const char* kParentAttribute = "parent";

/// Of each trial, by number. `lengths`: of the runs of each family. A trial of a family that the
/// sweep does not have has no rungs.
std::vector<TrialCourse> courses_of(const SweepDefinition& sweep,
                                    const std::vector<RunLength>& lengths, const Study& study);

}  // namespace tandem
