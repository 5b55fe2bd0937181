// The codes that a model gives to the images of a split.
#pragma once

#include <string>

#include "framework/metrics/metric_context.h"

namespace tandem {

/// How many latents the codes of the model have. Requires Encodes.
int64_t code_size(MetricContext& context);

/// Of all images of a split, or of `max_rows` that stand for it, (N, latent) float64 on the CPU;
/// made once. Requires Encodes. Collective.
const at::Tensor& split_codes(MetricContext& context, const std::string& split,
                              int64_t max_rows = kAllRows);

}  // namespace tandem
