#include "framework/data/storage/sample_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace tandem {
namespace {

/// The rows that a lane sees in an epoch.
std::vector<int64_t> lane_rows(const SampleOrderOptions& options, int64_t epoch, int64_t lane) {
  const SampleOrder order(options);
  const std::vector<int64_t> chunks = order.lane_chunks(epoch, lane);
  std::vector<int64_t> rows;
  for (int64_t index = 0;; ++index) {
    const SampleOrder::Group group = order.group(chunks, epoch, lane, index);
    if (group.rows.empty()) return rows;
    std::vector<int64_t> laid_out;
    for (int64_t chunk : group.chunks) {
      for (int64_t i = 0; i < order.rows_of_chunk(chunk); ++i) {
        laid_out.push_back(chunk * options.chunk_rows + i);
      }
    }
    for (int64_t row : group.rows) rows.push_back(laid_out.at(static_cast<size_t>(row)));
  }
}

class SampleOrderTest : public testing::TestWithParam<SampleOrderOptions> {};

TEST_P(SampleOrderTest, AnEpochShowsEachRowAtMostOnceAndAllLanesAlikeMany) {
  const SampleOrderOptions options = GetParam();
  const SampleOrder order(options);
  ASSERT_GT(order.batches_per_epoch(), 0);
  for (int64_t epoch = 0; epoch < 20; ++epoch) {
    std::set<int64_t> seen;
    for (int64_t lane = 0; lane < options.num_lanes; ++lane) {
      const std::vector<int64_t> rows = lane_rows(options, epoch, lane);
      EXPECT_EQ(static_cast<int64_t>(rows.size()), order.rows_per_epoch());
      for (int64_t row : rows) {
        EXPECT_TRUE(row >= 0 && row < options.num_rows);
        EXPECT_TRUE(seen.insert(row).second) << "row " << row << " twice";
      }
    }
  }
}

TEST_P(SampleOrderTest, DropsNoMoreThanAChunkAndABatchPerLane) {
  const SampleOrderOptions options = GetParam();
  const SampleOrder order(options);
  const int64_t seen = order.rows_per_epoch() * options.num_lanes;
  EXPECT_LE(options.num_rows - seen,
            options.num_lanes * (options.micro_batch_size + 2 * options.chunk_rows));
}

TEST_P(SampleOrderTest, IsTheSameEveryTimeAndAnotherInEveryEpochLaneAndSeed) {
  SampleOrderOptions options = GetParam();
  const std::vector<int64_t> rows = lane_rows(options, 3, 0);
  EXPECT_EQ(rows, lane_rows(options, 3, 0));
  EXPECT_NE(rows, lane_rows(options, 4, 0));
  if (options.num_lanes > 1) {
    EXPECT_NE(rows, lane_rows(options, 3, 1));
  }
  options.seed += 1;
  EXPECT_NE(rows, lane_rows(options, 3, 0));
}

TEST_P(SampleOrderTest, MixesRowsOfDistantChunks) {
  const SampleOrderOptions options = GetParam();
  const std::vector<int64_t> rows = lane_rows(options, 0, 0);
  int64_t neighbours = 0;
  for (size_t i = 1; i < rows.size(); ++i) neighbours += rows[i] == rows[i - 1] + 1;
  EXPECT_LT(neighbours, static_cast<int64_t>(rows.size()) / 8);
}

INSTANTIATE_TEST_SUITE_P(Layouts, SampleOrderTest,
                         testing::Values(SampleOrderOptions{1000, 1, 7, 4, 16, 8},
                                         SampleOrderOptions{1000, 1, 7, 1, 1, 3},
                                         SampleOrderOptions{1000, 32, 7, 4, 3, 8},
                                         SampleOrderOptions{997, 32, 7, 2, 16, 5},
                                         SampleOrderOptions{993, 31, 7, 8, 4, 1},
                                         SampleOrderOptions{60000, 334, 1, 4, 16, 32}));

TEST(SampleOrder, BatchesPerEpochCountsTheShortChunkInTheSmallestLane) {
  // 5 chunks of 10, 10, 10, 10, 1 rows for 2 lanes: the lane of two chunks may hold 11 rows.
  const SampleOrder order(
      {.num_rows = 41, .chunk_rows = 10, .num_lanes = 2, .micro_batch_size = 4});
  EXPECT_EQ(order.batches_per_epoch(), 2);
}

TEST(SampleOrder, HasNoBatchWhereALaneMayLackOne) {
  EXPECT_EQ(SampleOrder({.num_rows = 30, .chunk_rows = 10, .num_lanes = 4}).batches_per_epoch(), 0);
  EXPECT_EQ(SampleOrder({.num_rows = 9, .micro_batch_size = 10}).batches_per_epoch(), 0);
}

TEST(SampleOrder, WithOneRowChunksBatchesDoNotDependOnTheNumberOfLanes) {
  const SampleOrder one({.num_rows = 64, .seed = 3, .num_lanes = 1, .micro_batch_size = 8});
  const SampleOrder four({.num_rows = 64, .seed = 3, .num_lanes = 4, .micro_batch_size = 2});
  EXPECT_EQ(one.chunk_order(2), four.chunk_order(2));
  EXPECT_EQ(one.batches_per_epoch(), four.batches_per_epoch());
}

}  // namespace
}  // namespace tandem
