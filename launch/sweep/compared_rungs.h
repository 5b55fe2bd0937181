// How well the values of a rung tell those of the next one.
#pragma once

#include <vector>

#include "framework/report/sweep_subject.h"
#include "framework/sweep/scheduler.h"
#include "framework/sweep/study.h"
#include "framework/sweep/sweep_definition.h"

namespace tandem {

/// The rungs of trials that began anew, from the first. Those of several families are compared by
/// their place, as halving does. `lengths`: of the runs of each family.
std::vector<SweepRung> compared_rungs(const SweepDefinition& sweep,
                                      const std::vector<RunLength>& lengths, const Study& study);

}  // namespace tandem
