// The multilayer perceptron: linear layers with norms, dropout and activations between them.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <vector>

namespace tandem {

/// `first`, then `hidden`, then `last`.
std::vector<int64_t> joined_widths(int64_t first, const std::vector<int64_t>& hidden, int64_t last);

struct MultilayerOptions {
  std::vector<int64_t> widths;  // input, hidden …, output: at least two
  double negative_slope = 0.0;  // of the leaky ReLU between layers; 0: ReLU
  bool batch_norm = false;      // before each activation
  int64_t maxout_pieces = 0;    // above 0: maxout of so many (maxout.h) instead of the leaky ReLU
  double input_dropout = 0.0;   // before the first layer
  double dropout = 0.0;         // after each activation
  int64_t num_reference = 0;    // above 0: virtual batch norm there (virtual_batch_norm.h) instead
  int64_t num_appended = 0;     // further inputs of the last layer
};

/// Linear layers with an activation between them and none after the last. (N, first) -> (N, last).
/// Names and places of the layers are those of the usual sequence; neighbouring linear layers run
/// as one node of autograd, differentiable once (see fused_linear.h).
class MultilayerPerceptronImpl : public torch::nn::SequentialImpl {
 public:
  explicit MultilayerPerceptronImpl(const MultilayerOptions& options);
  at::Tensor forward(at::Tensor activations);
  /// What the last layer takes, without the appended inputs: (N, last hidden width).
  at::Tensor hidden(at::Tensor activations);
  /// What the last layer, and all that was pushed behind it, makes of its inputs.
  at::Tensor output(at::Tensor inputs);

 private:
  at::Tensor run(at::Tensor activations, size_t first, size_t last);  // places [first, last)

  size_t last_layer_ = 0;  // its place
};
TORCH_MODULE(MultilayerPerceptron);

}  // namespace tandem
