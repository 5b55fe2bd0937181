// Neighbours against a search through all distances; closed forms of what follows from them.
#include "framework/statistics/neighbours.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"
#include "tests/support/computed_tiles.h"

namespace tandem {
namespace {

constexpr int64_t kNearest = 5;

Neighbourhoods neighbourhoods(const at::Tensor& real, const at::Tensor& generated) {
  return neighbourhoods_of(real, generated, kNearest);
}

Coverage coverage_between(const at::Tensor& real, const at::Tensor& generated) {
  return coverage_of(neighbourhoods(real, generated), kNearest);
}

TEST(Neighbours, AreThoseOfAllDistances) {
  seed_generators(at::kCPU, 1);
  const at::Tensor real = at::randn({kTileRows + 30, 3}), generated = at::randn({100, 3});
  const Neighbourhoods found = neighbourhoods(real, generated);
  const auto squared = [](const at::Tensor& from, const at::Tensor& to) {
    return (from.to(at::kDouble).unsqueeze(1) - to.to(at::kDouble)).square().sum(2);
  };
  const at::Tensor own = std::get<0>(squared(real, real).sort(1));
  EXPECT_TRUE(at::allclose(found.real.nearest, own.select(1, 1), 1e-14));
  EXPECT_TRUE(at::allclose(found.real.radius, own.select(1, kNearest), 1e-14));
  const at::Tensor chosen = at::tensor({7, 0, 7}, at::kLong);
  EXPECT_TRUE(at::equal(nearest_others(real, chosen, compute_tiles),
                        found.real.nearest.index_select(0, chosen)));
  const at::Tensor across = squared(generated, real);
  EXPECT_TRUE(at::allclose(found.of_generated.nearest, across.amin(1), 1e-14));
  EXPECT_TRUE(at::equal(found.of_generated.index, across.argmin(1)));
  EXPECT_TRUE(at::equal(found.of_generated.hits, (across < own.select(1, kNearest)).sum(1)));
}

TEST(Neighbours, AreTheSameWhoeverComputesWhichTile) {
  seed_generators(at::kCPU, 2);
  const at::Tensor real = at::randn({2 * kTileRows + 5, 4}), generated = at::randn({300, 4});
  const auto from_the_last = [](int64_t num_rows, int64_t num_columns, const TileValues& values) {
    const at::Tensor rows = at::empty({num_rows, num_columns}, at::kDouble);
    for (int64_t begin = (num_rows - 1) / kTileRows * kTileRows; begin >= 0; begin -= kTileRows) {
      const int64_t end = std::min(num_rows, begin + kTileRows);
      rows.narrow(0, begin, end - begin).copy_(values(begin, end));
    }
    return rows;
  };
  const Neighbourhoods first = neighbourhoods(real, generated);
  const Neighbourhoods second = neighbourhoods_of(real, generated, kNearest, from_the_last);
  EXPECT_TRUE(at::equal(first.real.radius, second.real.radius));
  EXPECT_TRUE(at::equal(first.of_real.nearest, second.of_real.nearest));
  EXPECT_TRUE(at::equal(first.of_generated.hits, second.of_generated.hits));
}

TEST(Neighbours, OfARowThatIsNamedTwiceAreSearchedForOnce) {
  std::vector<int64_t> num_searched;
  const auto counting = [&](int64_t num_rows, int64_t num_columns, const TileValues& values) {
    num_searched.push_back(num_rows);
    return compute_tiles(num_rows, num_columns, values);
  };
  const at::Tensor rows = at::tensor({0, 1, 3, 7}, at::kFloat).unsqueeze(1);
  const at::Tensor nearest = nearest_others(rows, at::tensor({3, 0, 3, 2}, at::kLong), counting);
  EXPECT_TRUE(at::equal(nearest, at::tensor({16, 1, 16, 4}, at::kDouble)));
  EXPECT_EQ(num_searched, std::vector<int64_t>{3});
}

TEST(Neighbours, OfEquallyNearRowsTheFirst) {
  const at::Tensor others = at::tensor({5, 1, 1, -1}, at::kFloat).view({4, 1});
  const OtherNeighbours found = other_neighbours(at::zeros({1, 1}), others, {}, compute_tiles);
  EXPECT_EQ(found.index.item<int64_t>(), 1);
}

TEST(Coverage, OfTheSameRowsIsOne) {
  seed_generators(at::kCPU, 3);
  const at::Tensor rows = at::randn({200, 6});
  const Coverage same = coverage_between(rows, rows);
  EXPECT_EQ(same.precision, 1.0);
  EXPECT_EQ(same.recall, 1.0);
  EXPECT_EQ(same.density, 1.0);  // (k + 1) / k would mean balls with their surface
  EXPECT_EQ(same.coverage, 1.0);
}

TEST(Coverage, OfSetsThatLieApartIsZero) {
  seed_generators(at::kCPU, 4);
  const Coverage apart = coverage_between(at::randn({100, 2}), at::randn({100, 2}) + 100);
  EXPECT_EQ(apart.precision + apart.recall + apart.density + apart.coverage, 0.0);
}

TEST(Coverage, OfEqualLawsIsWhatIsExpected) {
  seed_generators(at::kCPU, 5);
  const Coverage equal = coverage_between(at::randn({2000, 4}), at::randn({2000, 4}));
  EXPECT_NEAR(expected_coverage(2000, 2000, kNearest), 1 - 1.0 / 32, 1e-3);
  EXPECT_NEAR(equal.coverage, expected_coverage(2000, 2000, kNearest), 0.015);
  EXPECT_NEAR(equal.density, 1.0, 0.05);
}

TEST(Coverage, OfTenRealRowsRepeatedIsPreciseAndRecallsNothing) {
  seed_generators(at::kCPU, 6);
  const at::Tensor real = at::randn({500, 4});
  const Coverage repeated = coverage_between(real, real.narrow(0, 0, 10).repeat({50, 1}));
  EXPECT_EQ(repeated.precision, 1.0);
  EXPECT_EQ(repeated.recall, 0.0);
}

TEST(Coverage, OfAModelThatDropsModesFalls) {
  seed_generators(at::kCPU, 7);
  const at::Tensor modes = at::randn({10, 8}) * 10;
  const auto draw = [&](int64_t num_modes) {
    return at::randn({1000, 8}) + modes.index_select(0, at::randint(num_modes, {1000}, at::kLong));
  };
  const at::Tensor real = draw(10);
  const Coverage all = coverage_between(real, draw(10)), few = coverage_between(real, draw(5));
  EXPECT_GT(all.recall, 0.6);
  EXPECT_GT(all.coverage, 0.9);
  EXPECT_NEAR(few.recall, all.recall / 2, 0.08);
  EXPECT_NEAR(few.coverage, all.coverage / 2, 0.08);
  EXPECT_NEAR(few.precision, all.precision, 0.15);
}

TEST(NearestNeighbourAccuracy, TellsCopiesAndSetsThatLieApart) {
  seed_generators(at::kCPU, 8);
  const at::Tensor rows = at::randn({300, 3});
  EXPECT_EQ(nearest_neighbour_accuracy(neighbourhoods(rows, rows)), 0.0);
  EXPECT_EQ(nearest_neighbour_accuracy(neighbourhoods(rows, rows + 100)), 1.0);
  const double equal = nearest_neighbour_accuracy(neighbourhoods(rows, at::randn({300, 3})));
  EXPECT_NEAR(equal, 299.0 / 599, 0.08);
}

}  // namespace
}  // namespace tandem
