#include "framework/statistics/row_moments.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace tandem {

void for_each_block(int64_t num_rows,
                    const std::function<void(int64_t begin, int64_t end)>& visit) {
  for (int64_t begin = 0; begin < num_rows; begin += kBlockRows) {
    visit(begin, std::min(num_rows, begin + kBlockRows));
  }
}

at::Tensor block_of(const at::Tensor& rows, int64_t begin, int64_t end) {
  return rows.narrow(0, begin, end - begin).to(at::kCPU, at::kDouble).contiguous();
}

RowMoments moments_of(const at::Tensor& block) {
  const at::Tensor rows = block.to(at::kCPU, at::kDouble);
  const at::Tensor mean = rows.mean(0);
  // Σxxᵀ − n m mᵀ, in one pass, would cancel where the mean is large.
  const at::Tensor centered = rows - mean;
  return {.count = rows.size(0), .mean = mean, .scatter = centered.t().matmul(centered)};
}

RowMoments merged(const RowMoments& first, const RowMoments& second) {
  if (first.count == 0) return second;
  if (second.count == 0) return first;
  const int64_t count = first.count + second.count;
  const double share = static_cast<double>(second.count) / static_cast<double>(count);
  const at::Tensor shift = second.mean - first.mean;
  // S₁ + S₂ + n₁n₂ / n · δδᵀ, in a tensor of its own: moments share theirs when they are copied.
  at::Tensor scatter = first.scatter + second.scatter;
  scatter.addr_(shift, shift, 1, static_cast<double>(first.count) * share);
  return {.count = count, .mean = first.mean + shift * share, .scatter = scatter};
}

Gaussian gaussian_of(const RowMoments& moments) {
  return {.mean = moments.mean,
          .covariance = moments.scatter / static_cast<double>(moments.count - 1)};
}

Gaussian fit_gaussian(const at::Tensor& rows) {
  RowMoments moments;
  for_each_block(rows.size(0), [&](int64_t begin, int64_t end) {
    moments = merged(moments, moments_of(block_of(rows, begin, end)));
  });
  return gaussian_of(moments);
}

}  // namespace tandem
