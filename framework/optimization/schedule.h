// Learning rate and momentum as functions of the step. Called by the learner.
#pragma once

#include <cstdint>

#include "framework/optimization/learner_options.h"

namespace tandem {

/// Learning rate in `step` (from 0) of the `total_steps` in which an objective is trained.
double learning_rate_at(const LearnerOptions& options, int64_t step, int64_t total_steps);

/// Momentum in that step.
double momentum_at(const LearnerOptions& options, int64_t step);

}  // namespace tandem
