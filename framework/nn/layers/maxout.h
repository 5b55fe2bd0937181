// Units that are the largest of several linear ones (Goodfellow et al., "Maxout networks", 2013).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

namespace tandem {

/// (N, units · pieces) -> (N, units): unit i is the largest of inputs i·pieces … i·pieces +
/// pieces − 1; the gradient goes to that one.
class MaxoutImpl : public torch::nn::Module {
 public:
  explicit MaxoutImpl(int64_t pieces);
  at::Tensor forward(const at::Tensor& inputs);

 private:
  int64_t pieces_;
};
TORCH_MODULE(Maxout);

}  // namespace tandem
