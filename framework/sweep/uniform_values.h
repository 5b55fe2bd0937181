// Values spread evenly over what parameters may be.
#pragma once

#include "framework/sweep/distribution.h"
#include "framework/sweep/sampler.h"

namespace tandem {

/// The value below which a `share` in [0, 1) of the values lies: evenly on the scale of the
/// parameter, in the order of the choices of a categorical one.
double uniform_value(const Distribution& distribution, double share);

/// Random values for all parameters that are there.
Assignment uniform_assignment(const SamplerRequest& request);

}  // namespace tandem
