// Normalization per channel that can be inverted and whose log-determinant is known: what stands
// between the couplings of a flow. Images are (N, C, H, W).
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/nn/layers/bijection.h"

namespace tandem {

class InvertibleNorm {
 public:
  virtual ~InvertibleNorm() = default;
  virtual Transformed normalize(const at::Tensor& images) = 0;
  /// x from y.
  virtual at::Tensor inverse(const at::Tensor& images) = 0;
  /// Sets the weights so that `images` come out with mean 0 and deviation 1 per channel; nothing
  /// where the normalization follows every batch anyway.
  virtual void initialize(const at::Tensor& images) { (void)images; }
};

/// y = (x + b) · exp(s), learned, the identity until it is initialized (Kingma and Dhariwal,
/// "Glow: generative flow with invertible 1×1 convolutions", 2018).
class ActivationNorm : public torch::nn::Module, public InvertibleNorm {
 public:
  explicit ActivationNorm(int64_t channels);
  Transformed normalize(const at::Tensor& images) override;
  at::Tensor inverse(const at::Tensor& images) override;
  void initialize(const at::Tensor& images) override;

 private:
  at::Tensor bias_;
  at::Tensor log_scale_;
};

/// y = (x − mean) / √(variance + ε) without weights (Dinh et al., 2017, section 3.7). Training
/// normalizes by the statistics of the micro-batch and differentiates through them; evaluation, and
/// the inverse always, by the running ones.
class InvertibleBatchNorm : public torch::nn::Module, public InvertibleNorm {
 public:
  explicit InvertibleBatchNorm(int64_t channels);
  Transformed normalize(const at::Tensor& images) override;
  at::Tensor inverse(const at::Tensor& images) override;

 private:
  at::Tensor running_mean_;
  at::Tensor running_variance_;
};

/// activation_norm, batch_norm.
std::vector<std::string> invertible_norm_names();

/// The normalization of that name, as a module and as what it does: two pointers to one object.
/// Throws Error for another name.
struct NamedNorm {
  std::shared_ptr<torch::nn::Module> module;
  std::shared_ptr<InvertibleNorm> norm;
};
NamedNorm make_invertible_norm(const std::string& name, int64_t channels);

}  // namespace tandem
