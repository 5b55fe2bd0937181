// The learning rate as a function of the step. Called by the learner.
#pragma once

#include <cstdint>

#include "framework/model/learner_options.h"

namespace tandem {

/// Learning rate of the update in `step` (from 0) of a run of `total_steps`.
double learning_rate_at(const LearnerOptions& options, int64_t step, int64_t total_steps);

}  // namespace tandem
