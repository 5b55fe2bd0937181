// Norm layers by their names in configurations.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

/// batch, instance (learned gain and shift, no running statistics), plain_instance (neither gain
/// nor shift), layer (one group over C, H and W, learned gain and shift per channel), none.
std::vector<std::string> norm_names();

/// Appends the norm of that name for maps (N, channels, H, W); nothing for none. Throws Error for
/// an unknown name.
void push_norm(torch::nn::SequentialImpl& layers, const std::string& name, int64_t channels);

}  // namespace tandem
