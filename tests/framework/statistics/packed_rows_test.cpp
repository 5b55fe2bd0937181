// Distances to packed rows.
#include "framework/statistics/packed_rows.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

double squared_distance(const at::Tensor& first, const at::Tensor& second) {
  double sum = 0;
  for (int64_t i = 0; i < first.size(0); ++i) {
    const double difference = first[i].item<double>() - second[i].item<double>();
    sum += difference * difference;
  }
  return sum;
}

TEST(PackedRows, HaveDistancesThatAreSumsInOrder) {
  seed_generators(at::kCPU, 1);
  // Neither fills up blocks of rows nor of queries.
  const at::Tensor rows = at::randn({19, 7}), queries = at::randn({9, 7});
  const at::Tensor distances = PackedRows(rows).squared_distances(queries, 2, 9);
  ASSERT_EQ(distances.sizes(), at::IntArrayRef({7, 19}));
  for (int64_t query = 0; query < 7; ++query) {
    for (int64_t row = 0; row < 19; ++row) {
      EXPECT_DOUBLE_EQ(distances[query][row].item<double>(),
                       squared_distance(queries[query + 2], rows[row]));
    }
  }
}

/// Rows so wide that few of them are met at a time.
TEST(PackedRows, HaveTheSameDistancesPartByPart) {
  seed_generators(at::kCPU, 3);
  const at::Tensor rows = at::randn({43, 5000}), queries = at::randn({6, 5000});
  const at::Tensor distances = PackedRows(rows).squared_distances(queries, 0, 6);
  const at::Tensor apart = queries.to(at::kDouble).unsqueeze(1) - rows.to(at::kDouble);
  EXPECT_TRUE(at::allclose(distances, apart.square().sum(2), 1e-13));
  for (int64_t row = 0; row < 43; ++row) {
    const at::Tensor alone = PackedRows(rows.narrow(0, row, 1)).squared_distances(queries, 0, 6);
    EXPECT_TRUE(at::equal(distances.narrow(1, row, 1), alone)) << row;
  }
}

TEST(PackedRows, AreAtNoDistanceFromThemselves) {
  seed_generators(at::kCPU, 2);
  const at::Tensor rows = at::randn({50, 64}) + 1000;
  const at::Tensor distances = PackedRows(rows).squared_distances(rows, 0, 50);
  EXPECT_EQ(distances.diagonal().abs().max().item<double>(), 0.0);
  EXPECT_TRUE(at::equal(distances, distances.t()));
}

}  // namespace
}  // namespace tandem
