// What optimisers have in common that are put together from operations: an update that a flag on
// the device leaves out.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// `gradient` plus the L2 penalty's, weight_decay · weights; all (n).
at::Tensor decayed_gradient(const at::Tensor& weights, const at::Tensor& gradient,
                            double weight_decay);

/// Keeps `target` where the flag (1) is 1, else takes `taken`.
void assign_if_finite(at::Tensor& target, const at::Tensor& taken, const at::Tensor& not_finite);

}  // namespace tandem
