// What is known of the trials of a sweep at a moment: what schedulers decide by.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// The way of a trial: steps at which it is compared, and how far it is.
struct TrialCourse {
  int64_t first_step = 0;                        // of its parent's checkpoint; else 0
  std::vector<int64_t> rungs;                    // steps; at the last one it is complete
  std::vector<double> values = {};               // at the rungs that it has come to
  std::optional<int64_t> parent = std::nullopt;  // the trial whose state it began with
};

struct SweepState {
  const SweepDefinition& definition;
  std::vector<Trial> trials = {};         // by number
  std::vector<TrialCourse> courses = {};  // of each
};

}  // namespace tandem
