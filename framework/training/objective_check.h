// Whether the objectives of a model can be trained as a configuration asks.
#pragma once

#include "framework/model/generative_model.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// Throws ConfigError when
/// - the weight decay of an objective names a network that it does not train;
/// - a micro-batch is of a size that the model refuses;
/// - a phase trains an objective that reuses a batch, and none that draws one before it;
/// - an objective averages a network that another one trains without an average: evaluation would
///   then use weights that the other has left behind.
void check_objectives(const RunConfiguration& configuration, GenerativeModel& model);

}  // namespace tandem
