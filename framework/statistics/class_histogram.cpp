#include "framework/statistics/class_histogram.h"

#include <ATen/ATen.h>

namespace tandem {

at::Tensor class_shares(const at::Tensor& labels, int64_t num_classes) {
  const at::Tensor counts = at::bincount(labels.to(at::kCPU, at::kLong), {}, num_classes);
  return counts.to(at::kDouble) / labels.numel();
}

double class_entropy(const at::Tensor& shares) {
  // xlogy: classes that do not occur add nothing. Taken from 0: a single class has 0, not −0.
  return 0.0 - at::xlogy(shares, shares).sum().item<double>();
}

int64_t classes_found(const at::Tensor& shares) { return shares.count_nonzero().item<int64_t>(); }

double class_divergence(const at::Tensor& shares, const at::Tensor& reference) {
  return (at::xlogy(shares, shares) - at::xlogy(shares, reference)).sum().item<double>();
}

}  // namespace tandem
