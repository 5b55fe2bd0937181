// Which device a rank computes on.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace tandem {

/// `name`: auto, cpu or cuda. A GPU is chosen by the rank's number on its node. Throws ConfigError
/// when `cuda` is asked for and there is none.
at::Device choose_device(const std::string& name, int64_t local_rank);

/// Number of GPUs of this machine that LibTorch can use.
int64_t num_gpus();

}  // namespace tandem
