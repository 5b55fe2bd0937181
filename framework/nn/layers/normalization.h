// Norm layers by their names in configurations.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

/// Of all norms: those of the table in the source.
std::vector<std::string> norm_names();

/// Appends the norm of that name for maps (N, channels, H, W); nothing for none. Throws Error for
/// an unknown name.
void push_norm(torch::nn::SequentialImpl& layers, const std::string& name, int64_t channels);

}  // namespace tandem
