// Weight decay of some weights only.
#pragma once

#include <memory>

#include "framework/optimization/optimizer.h"

namespace tandem {

/// The algorithm that `options` name, whose weight decay applies where `decayed` (n) float32 is 1
/// and not where it is 0. Throws Error for an unknown one.
std::unique_ptr<Optimizer> make_partly_decaying_optimizer(const LearnerOptions& options,
                                                          const at::Tensor& weights,
                                                          const at::Tensor& decayed);

}  // namespace tandem
