// Cells around centres that are known.
#include "framework/statistics/k_means.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

TEST(KMeans, FindsClumpsThatLieApart) {
  seed_generators(at::kCPU, 1);
  const at::Tensor clump = at::arange(90).remainder(3);
  const at::Tensor rows = at::randn({90, 2}) + clump.unsqueeze(1) * 50;
  const at::Tensor centers = k_means(rows, 3, /*seed=*/4);
  const at::Tensor cells = nearest_center(rows, centers);
  for (int64_t i = 0; i < 3; ++i) {
    const at::Tensor members = rows.index({clump == i}).to(at::kDouble);
    EXPECT_TRUE(at::allclose(centers[cells[i].item<int64_t>()], members.mean(0), 1e-12));
  }
  EXPECT_TRUE(at::equal(centers, k_means(rows, 3, 4)));
}

TEST(KMeans, OfRowsThatAreAllEqualIsThatRow) {
  const at::Tensor rows = at::full({5, 2}, 3.0);
  EXPECT_TRUE(at::equal(k_means(rows, 3, 1), at::full({3, 2}, 3.0, at::kDouble)));
  EXPECT_TRUE(at::equal(nearest_center(rows, k_means(rows, 3, 1)), at::zeros({5}, at::kLong)));
}

}  // namespace
}  // namespace tandem
