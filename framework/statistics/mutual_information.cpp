#include "framework/statistics/mutual_information.h"

#include <ATen/ATen.h>

#include <vector>

#include "framework/statistics/class_histogram.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

/// In nats, of counts of any shape.
double entropy_of(const at::Tensor& counts) {
  return class_entropy(counts.to(at::kDouble) / counts.sum().to(at::kDouble));
}

/// The factor with its values numbered without gaps.
at::Tensor numbered(const at::Tensor& factor) {
  return std::get<1>(at::_unique(factor.contiguous(), /*sorted=*/true, /*return_inverse=*/true));
}

}  // namespace

at::Tensor equal_width_bins(const at::Tensor& codes, int64_t num_bins) {
  const at::Tensor values = codes.to(at::kCPU, at::kDouble);
  std::vector<at::Tensor> columns;
  for (const at::Tensor& column : values.unbind(1)) {
    const double least = column.min().item<double>();
    const double largest = column.max().item<double>();
    const at::Tensor edges = at::linspace(least, largest, num_bins + 1, at::kDouble);
    // The last bin holds the largest value as well.
    const at::Tensor inner_edges = edges.narrow(0, 1, num_bins - 1);
    // A value on an edge is in the bin above it. Between equal edges all would be in the last bin.
    columns.push_back(largest > least
                          ? at::bucketize(column.contiguous(), inner_edges, false, /*right=*/true)
                          : at::zeros({column.size(0)}, at::kLong));
  }
  return at::stack(columns, 1);
}

at::Tensor mutual_information(const at::Tensor& bins, const at::Tensor& factors) {
  at::Tensor information = at::zeros({bins.size(1), factors.size(1)}, at::kDouble);
  for (int64_t latent = 0; latent < bins.size(1); ++latent) {
    for (int64_t factor = 0; factor < factors.size(1); ++factor) {
      const at::Tensor counts = count_pairs(bins.select(1, latent), factors.select(1, factor));
      // I(X; Y) = H(X) + H(Y) − H(X, Y).
      information[latent][factor] =
          entropy_of(counts.sum(1)) + entropy_of(counts.sum(0)) - entropy_of(counts);
    }
  }
  return information;
}

at::Tensor entropies(const at::Tensor& factors) {
  std::vector<double> values;
  for (const at::Tensor& factor : factors.unbind(1)) {
    values.push_back(entropy_of(at::bincount(factor.to(at::kCPU, at::kLong))));
  }
  return at::tensor(values, at::kDouble);
}

at::Tensor varying_factors(const at::Tensor& factors) {
  std::vector<at::Tensor> varying;
  for (const at::Tensor& factor : factors.to(at::kCPU, at::kLong).unbind(1)) {
    const at::Tensor values = numbered(factor);
    if (values.amax().item<int64_t>() > 0) varying.push_back(values);
  }
  return varying.empty() ? at::empty({factors.size(0), 0}, at::kLong) : at::stack(varying, 1);
}

}  // namespace tandem
