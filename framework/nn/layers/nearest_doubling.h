// Maps on sides twice as long.
#pragma once

#include <torch/nn/modules/upsampling.h>

namespace tandem {

/// A layer without weights, (N, C, H, W) -> (N, C, 2H, 2W): every pixel becomes four of its value.
torch::nn::Upsample nearest_doubling();

}  // namespace tandem
