// Features that tell how close a sample is to the others of its micro-batch, by which lack of
// variety can be seen (Salimans et al., "Improved techniques for training GANs", 2016).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

namespace tandem {

/// (N, features) -> (N, features + kernels): behind each sample's features f_i, per kernel b, the
/// mean of exp(−‖M_ib − M_jb‖₁) over the other samples j, where M_i = f_i·T has one row of
/// `dimensions` per kernel; 0 for a single sample. The paper has the sum and the sample itself in
/// it; the mean does not depend on the number of samples, which differs in evaluation. Holds
/// N²·kernels numbers. Real and fake samples are to be given apart.
class MinibatchDiscriminationImpl : public torch::nn::Module {
 public:
  MinibatchDiscriminationImpl(int64_t num_features, int64_t kernels, int64_t dimensions);
  at::Tensor forward(const at::Tensor& features);

  at::Tensor tensor;  // T, (features, kernels, dimensions)
};
TORCH_MODULE(MinibatchDiscrimination);

}  // namespace tandem
