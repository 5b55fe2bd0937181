#include "framework/statistics/memorization.h"

#include <ATen/ATen.h>

#include <cmath>

namespace tandem {
namespace {

constexpr int64_t kFewestGenerated = 20;

}  // namespace

double authentic_share(const at::Tensor& nearest, const at::Tensor& own) {
  return (nearest > own).to(at::kDouble).mean().item<double>();
}

double mann_whitney_z(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor sorted = std::get<0>(second.sort());
  // Counts of second values below, and of those not above: their mean counts ties half.
  const at::Tensor below = at::searchsorted(sorted, first, false, /*right=*/false);
  const at::Tensor not_above = at::searchsorted(sorted, first, false, /*right=*/true);
  const double larger = static_cast<double>((below + not_above).sum().item<int64_t>()) / 2;
  const auto n = static_cast<double>(first.size(0)), m = static_cast<double>(second.size(0));
  // Of equal laws it has the mean nm / 2 and, without ties, the variance nm (n + m + 1) / 12.
  return (larger - n * m / 2) / std::sqrt(n * m * (n + m + 1) / 12);
}

std::optional<double> copying_z(const DistancesToTraining& generated,
                                const DistancesToTraining& unseen, int64_t num_cells) {
  double sum = 0, weight = 0;
  for (int64_t cell = 0; cell < num_cells; ++cell) {
    const at::Tensor own = generated.distances.index({generated.cells == cell});
    const at::Tensor real = unseen.distances.index({unseen.cells == cell});
    if (own.size(0) < kFewestGenerated || real.size(0) == 0) continue;
    const auto share = static_cast<double>(real.size(0));
    sum += share * mann_whitney_z(own, real);
    weight += share;
  }
  if (weight == 0) return std::nullopt;
  return sum / weight;
}

}  // namespace tandem
