#include "framework/nn/layers/normalization.h"

#include <torch/torch.h>

#include "framework/core/error.h"

namespace tandem {

namespace nn = torch::nn;

const std::vector<std::string>& norm_names() {
  static const std::vector<std::string> names = {"batch", "instance", "plain_instance", "layer",
                                                 "none"};
  return names;
}

void push_norm(nn::SequentialImpl& layers, const std::string& name, int64_t channels) {
  if (name == "none") return;
  if (name == "batch") {
    layers.push_back(nn::BatchNorm2d(channels));
  } else if (name == "instance" || name == "plain_instance") {
    layers.push_back(
        nn::InstanceNorm2d(nn::InstanceNorm2dOptions(channels).affine(name == "instance")));
  } else if (name == "layer") {
    layers.push_back(nn::GroupNorm(nn::GroupNormOptions(1, channels)));
  } else {
    throw Error(ExitCode::kInternal, {.what = "unknown norm", .got = name});
  }
}

}  // namespace tandem
