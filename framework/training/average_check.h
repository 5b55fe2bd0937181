// Whether the moving averages that a configuration asks for are those of the trained weights.
// Called before training, by --dry-run and by every rank.
#pragma once

#include <vector>

#include "framework/model/generative_model.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// Throws ConfigError when an objective averages a network that another one trains without an
/// average: evaluation would then use weights that the other has left behind.
void check_averages(const RunConfiguration& configuration,
                    const std::vector<Objective>& objectives);

}  // namespace tandem
