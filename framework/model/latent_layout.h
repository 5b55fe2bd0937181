// How noise, labels and codes lie in one latent vector. Used by families that generate on
// condition.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model/capabilities.h"

namespace tandem {

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
