#include "framework/nn/layers/virtual_batch_norm.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <numeric>

namespace tandem {
namespace {

constexpr double kMinVariance = 1e-5;

at::Tensor normalized(const at::Tensor& activations, const at::Tensor& mean,
                      const at::Tensor& variance) {
  return (activations - mean) * at::rsqrt(variance + kMinVariance);
}

}  // namespace

VirtualBatchNormImpl::VirtualBatchNormImpl(int64_t num_features, int64_t num_reference)
    : weight(register_parameter("weight", at::ones({num_features}))),
      bias(register_parameter("bias", at::zeros({num_features}))),
      num_reference_(num_reference) {}

at::Tensor VirtualBatchNormImpl::forward(const at::Tensor& activations) {
  const int64_t num_rows = activations.size(0) - num_reference_;
  const at::Tensor reference = activations.narrow(0, 0, num_reference_);
  const at::Tensor rows = activations.narrow(0, num_reference_, num_rows);
  // The dimensions behind the features: height and width of maps, none of vectors.
  std::vector<int64_t> positions(static_cast<size_t>(activations.dim() - 2));
  std::iota(positions.begin(), positions.end(), 2);
  std::vector<int64_t> all = positions;
  all.insert(all.begin(), 0);
  const auto [variance, mean] = at::var_mean(reference, all, /*unbiased=*/false, /*keepdim=*/true);
  // A row of vectors is its own mean and has no variance.
  at::Tensor row_mean = rows;
  at::Tensor row_variance;
  if (!positions.empty()) {
    std::tie(row_variance, row_mean) =
        at::var_mean(rows, positions, /*unbiased=*/false, /*keepdim=*/true);
  }
  // Two groups of equal variables, of n rows and of one: their common mean and variance.
  const double share = 1.0 / static_cast<double>(num_reference_ + 1);
  const at::Tensor shift = row_mean - mean;
  at::Tensor common_variance = variance * (1.0 - share) + shift.square() * (share * (1.0 - share));
  if (row_variance.defined()) common_variance = common_variance + row_variance * share;
  const at::Tensor output = at::cat({normalized(reference, mean, variance),
                                     normalized(rows, mean + shift * share, common_variance)});
  std::vector<int64_t> shape(static_cast<size_t>(activations.dim()), 1);
  shape[1] = -1;
  return output * weight.view(shape) + bias.view(shape);
}

at::Tensor with_reference(const at::Tensor& reference, const at::Tensor& rows,
                          const NetworkFunction& network) {
  if (!reference.defined()) return network(rows);
  return network(at::cat({reference, rows})).narrow(0, reference.size(0), rows.size(0));
}

}  // namespace tandem
