// Adam and AdamW by the kernels of LibTorch that make a whole update at once.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>

#include "framework/optimization/optimizer.h"

namespace tandem {

/// at::_fused_adam_ or at::_fused_adamw_.
using FusedAdamKernel = void (*)(at::TensorList, at::TensorList, at::TensorList, at::TensorList,
                                 at::TensorList, at::TensorList, double, double, double, double,
                                 double, bool, bool, const std::optional<at::Tensor>&,
                                 const std::optional<at::Tensor>&);

std::unique_ptr<Optimizer> make_fused_adam(FusedAdamKernel kernel, const LearnerOptions& options,
                                           const at::Tensor& weights);

}  // namespace tandem
