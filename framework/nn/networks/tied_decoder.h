// The way back through the linear layers of an encoder, by their own weights.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <string>
#include <vector>

#include "framework/nn/layers/activations.h"

namespace tandem {

/// (N, code) -> (N, input) through the encoder's linear layers, last one first, with their weights
/// transposed and the activation of this name between two layers. Its own parameters are the
/// biases, `<layer>.bias`, 0 at the start; layers are numbered as those of an encoder would be.
class TiedDecoderImpl : public torch::nn::Module {
 public:
  TiedDecoderImpl(const torch::nn::Sequential& encoder, const std::string& between);
  at::Tensor forward(at::Tensor values);

 private:
  Activation activation_;
  std::vector<at::Tensor> weights_;  // the encoder's, last layer first
  std::vector<at::Tensor> biases_;
};
TORCH_MODULE(TiedDecoder);

}  // namespace tandem
