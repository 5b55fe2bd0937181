// Latents: the noise that images are generated from, and how labels and codes lie beside it in one
// vector.
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model/capabilities.h"

namespace tandem {

/// For latents of a network: where its weights are, of their type, without gradients.
at::TensorOptions latent_options(const torch::nn::Module& network);

/// (count, size) from the standard normal distribution, by the default generator.
at::Tensor draw_normal(int64_t count, int64_t size, const torch::nn::Module& network);

/// (N) int64 to (N, num_categories) float32, without reading a value back to the host; a category
/// outside [0, num_categories) gives a row of zeros.
at::Tensor as_one_hot(const at::Tensor& categories, int64_t num_categories);

/// Latents (N, size): noise first, then each condition, a category as one-hot, a continuous code as
/// it is.
class LatentLayout {
 public:
  LatentLayout(int64_t noise_size, const std::vector<Condition>& conditions);

  int64_t size() const { return size_; }
  const std::vector<Condition>& conditions() const { return conditions_; }
  /// Latents with this noise (N, noise_size), the conditions drawn evenly from the default
  /// generator of its device.
  at::Tensor draw_behind(const at::Tensor& noise) const;
  /// The columns of the condition of that index, (N, categories) or (N, 1): a view.
  at::Tensor part(const at::Tensor& latents, size_t index) const;
  /// GeneratesOnCondition::with_condition. Throws Error for an unknown name.
  at::Tensor with_condition(const at::Tensor& latents, const std::string& condition,
                            const at::Tensor& values) const;
  /// GeneratesOnCondition::condition_values. Throws Error for an unknown name.
  at::Tensor condition_values(const at::Tensor& latents, const std::string& condition) const;

 private:
  size_t index_of(const std::string& condition) const;

  std::vector<Condition> conditions_;
  std::vector<int64_t> begins_;  // first column of each condition
  int64_t size_;
};

}  // namespace tandem
