#include "framework/metrics/split_means.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/support/one_of_two.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// 40 rows in chunks of 16: the last one has 8.
class SplitMeansTest : public ShadeEvaluation {
 protected:
  std::vector<double> means(const ChunkMeans& wanted, Communicator& communicator) {
    return split_means(data(), settings_, wanted, communicator);
  }
  /// The mean of numbers that are drawn.
  double drawn(Communicator& communicator, uint64_t stream = 3) {
    return means({.stream = stream, .means = [](const Batch&, int64_t) { return at::rand({1}); }},
                 communicator)[0];
  }

  EvaluationSettings settings_ = plan(nullptr).settings;
};

TEST_F(SplitMeansTest, AShorterChunkWeighsLess) {
  const auto of_chunk = [](const Batch& input, int64_t chunk) {
    return at::stack({at::full({}, static_cast<double>(chunk)), input.field("images").mean()});
  };
  const std::vector<double> values = means({.num_values = 2, .means = of_chunk}, communicator_);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_DOUBLE_EQ(values[0], (0 * 16 + 1 * 16 + 2 * 8) / 40.0);
  EXPECT_NEAR(values[1], 110 / 127.5 - 1, 1e-6);
}

TEST_F(SplitMeansTest, ManySmallNumbersAddUpInDoublePrecision) {
  settings_.chunk_size = 1;
  const auto of_chunk = [](const Batch&, int64_t chunk) {
    return at::full({1}, chunk == 0 ? 1e8 : 1.0);
  };
  EXPECT_EQ(means({.means = of_chunk}, communicator_)[0], (1e8 + 39) / 40);
}

TEST_F(SplitMeansTest, WhatIsDrawnFollowsFromSeedStepAndStream) {
  const double expected = drawn(communicator_);
  (void)at::rand({1});
  EXPECT_EQ(drawn(communicator_), expected);
  EXPECT_NE(drawn(communicator_, 4), expected);
  settings_.step = 1;
  EXPECT_NE(drawn(communicator_), expected);
  settings_.step = 0;
  settings_.seed = 2;
  EXPECT_NE(drawn(communicator_), expected);
}

TEST_F(SplitMeansTest, AreTheSameOnTwoRanks) {
  const double expected = drawn(communicator_);
  EXPECT_EQ(on_two_ranks(1, [&](Communicator& communicator) { return drawn(communicator); }),
            expected);
}

TEST_F(SplitMeansTest, EachRankIsToldOfItsOwnChunks) {
  const auto told = [&](Communicator& communicator) {
    std::vector<std::pair<int64_t, int64_t>> calls;
    settings_.progress = [&](int64_t done, int64_t total) { calls.emplace_back(done, total); };
    (void)drawn(communicator);
    return calls;
  };
  OneOfTwo first(0), second(1);
  EXPECT_THAT(told(communicator_), ElementsAre(Pair(1, 3), Pair(2, 3), Pair(3, 3)));
  EXPECT_THAT(told(first), ElementsAre(Pair(1, 2), Pair(2, 2)));
  EXPECT_THAT(told(second), ElementsAre(Pair(1, 1)));
}

TEST_F(SplitMeansTest, OfSeveralSourcesTheShortestEnds) {
  write_shades(directory_ / "a.h5", 40);
  write_shades(directory_ / "b.h5", 24);
  locations_ = {{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}};
  settings_.fields = {"a/images", "b/images"};
  std::vector<int64_t> sizes;
  const auto of_chunk = [&](const Batch& input, int64_t) {
    EXPECT_EQ(input.field("a/images").size(0), input.field("b/images").size(0));
    sizes.push_back(input.field("a/images").size(0));
    return at::ones({1});
  };
  EXPECT_EQ(means({.means = of_chunk}, communicator_)[0], 1.0);
  EXPECT_THAT(sizes, ElementsAre(16, 8));
}

}  // namespace
}  // namespace tandem
