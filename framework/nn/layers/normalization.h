// Norm layers for maps.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "framework/core/choice.h"

namespace tandem {

enum class Norm {
  kBatch,
  kInstance,       // without running statistics; with a learned gain and shift of each channel
  kPlainInstance,  // the same without these
  kLayer,          // one group over C, H and W; a learned gain and shift of each channel
  kNone,
};

/// By their names in configurations.
inline constexpr Choice<Norm> kNorms[] = {{"batch", Norm::kBatch},
                                          {"instance", Norm::kInstance},
                                          {"plain_instance", Norm::kPlainInstance},
                                          {"layer", Norm::kLayer},
                                          {"none", Norm::kNone}};
inline constexpr Choice<Norm> kInstanceNorms[] = {kNorms[1], kNorms[2]};

/// Appends the norm for maps (N, channels, H, W); nothing for kNone.
void push_norm(torch::nn::SequentialImpl& layers, Norm norm, int64_t channels);

}  // namespace tandem
