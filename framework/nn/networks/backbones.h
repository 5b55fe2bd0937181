// Stacks of layers that several families are built from. Images are (N, C, H, W).
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/nn/layers/activations.h"

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
/// Names and places of the layers are those of the usual sequence; neighbours that are dense run as
/// one node of autograd, differentiable once (see dense.h).
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

struct PyramidOptions {
  int64_t channels;  // of the image
  int64_t height;
  int64_t width;
  int64_t base_channels;            // of the level next to the image; doubled at every smaller one
  std::string norm = "none";        // see norm_names(); never next to the image
  Activation activation = nullptr;  // null: leaky ReLU (slope 0.2) of encoders, ReLU of generators
};

/// Strided 5×5 convolutions down to at most 4×4, then one linear layer: (N, C, H, W) ->
/// (N, outputs).
torch::nn::Sequential convolutional_encoder(const PyramidOptions& options, int64_t num_outputs);

/// The way back: linear layer, then transposed 5×5 convolutions with activations between them and
/// none after the last: (N, latent) -> (N, C, H, W).
torch::nn::Sequential convolutional_generator(const PyramidOptions& options, int64_t latent_size);

}  // namespace tandem
