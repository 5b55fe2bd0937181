#include "framework/showing/nearest_images.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace tandem {
namespace {

// Images of the split in memory, as float64.
constexpr int64_t kRowsAtOnce = 1000;

}  // namespace

NearestImages nearest_images(const GridContext& context, const std::string& split,
                             const at::Tensor& images, int64_t count) {
  const int64_t num_rows = context.num_rows(split, "images");
  const at::Tensor wanted = images.flatten(1).to(at::kDouble);
  const at::Tensor squares = wanted.square().sum(1, /*keepdim=*/true);
  at::Tensor nearest = at::empty({images.size(0), 0}, at::kDouble);
  at::Tensor rows = at::empty({images.size(0), 0}, at::kLong);
  for (int64_t begin = 0; begin < num_rows; begin += kRowsAtOnce) {
    const int64_t end = std::min(begin + kRowsAtOnce, num_rows);
    const at::Tensor seen = context.rows({split, begin, end}, {"images"})
                                .field("images")
                                .to(at::kCPU)
                                .flatten(1)
                                .to(at::kDouble);
    // Sums of whole numbers below 2^53 are exact: the product of matrices rounds nothing.
    const at::Tensor distances = squares + seen.square().sum(1) - 2 * wanted.matmul(seen.t());
    // Those found before come first, so that the stable sort puts the earlier of equals first.
    const at::Tensor index = at::arange(begin, end, at::kLong).expand({images.size(0), -1});
    const at::Tensor all = at::cat({nearest, distances}, 1);
    const auto [sorted, order] = all.sort(/*stable=*/true, 1, /*descending=*/false);
    const int64_t kept = std::min(count, all.size(1));
    rows = at::cat({rows, index}, 1).gather(1, order.narrow(1, 0, kept));
    nearest = sorted.narrow(1, 0, kept);
  }
  return {.distances = nearest.sqrt(), .rows = rows};
}

}  // namespace tandem
