#include "framework/report/few_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

TEST(HalfWidth, IsThatOfStudentsIntervalForFewRuns) {
  // Of n values with the deviation 1: 2.484 at 3, 1.242 at 5.
  EXPECT_NEAR(*half_width_of({-1, 0, 1}), 2.4841, 1e-4);
  const double scale = std::sqrt(0.4);
  EXPECT_NEAR(*half_width_of({-2 * scale, -scale, 0, scale, 2 * scale}), 1.2417, 1e-4);
  // Two values: the quantile of Cauchy's law, tan(0.475 π), times half their distance.
  EXPECT_NEAR(*half_width_of({1, 3}), std::tan(0.475 * M_PI), 1e-9);
  EXPECT_EQ(*half_width_of({7, 7, 7}), 0);
  // Three times a tenth, divided by three, is not a tenth.
  EXPECT_EQ(*half_width_of({0.1, 0.1, 0.1}), 0);
  EXPECT_EQ(mean_of({0.1, 0.1, 0.1}), 0.1);
}

TEST(HalfWidth, IsUnknownForOneRunAndForWhatIsNotFinite) {
  EXPECT_FALSE(half_width_of({}));
  EXPECT_FALSE(half_width_of({1}));
  EXPECT_FALSE(half_width_of({1, 2, kWorstScore}));
  EXPECT_FALSE(mean_of({1, kUndefined}));
  EXPECT_FALSE(mean_of({}));
  EXPECT_EQ(mean_of({1, 2, 6}), 3);
}

TEST(InterquartileMean, TrimsAQuarterFromEachEndFromFourValuesOn) {
  EXPECT_EQ(interquartile_mean({9, 1, 2}), 4);
  EXPECT_EQ(interquartile_mean({100, 1, 2, -50}), 1.5);
  EXPECT_EQ(interquartile_mean({7, 1, 2, 3, 100, 4, 5}), mean_of({2, 3, 4, 5, 7}));
  // One of five that diverged is trimmed, two of five are not.
  EXPECT_EQ(interquartile_mean({1, 2, 3, 4, kWorstScore}), 3);
  EXPECT_FALSE(interquartile_mean({1, 2, 3, kWorstScore, kWorstScore}));
}

TEST(ProbabilityOfImprovement, CountsWinsAndHalfTheTies) {
  EXPECT_EQ(probability_of_improvement({1, 2}, {3, 4}), 1);
  EXPECT_EQ(probability_of_improvement({3, 4}, {1, 2}), 0);
  EXPECT_EQ(probability_of_improvement({1, 2, 3}, {2}), 0.5);
  EXPECT_EQ(probability_of_improvement({1, kWorstScore}, {kWorstScore, kWorstScore}), 0.75);
}

TEST(RankProbabilities, AreCertainForOneRunEachAndSharedByEqualOnes) {
  EXPECT_THAT(rank_probabilities({{2}, {1}, {3}}),
              ElementsAre(ElementsAre(0, 1, 0), ElementsAre(1, 0, 0), ElementsAre(0, 0, 1)));
  EXPECT_THAT(rank_probabilities({{1}, {1}}),
              ElementsAre(ElementsAre(0.5, 0.5), ElementsAre(0.5, 0.5)));
  EXPECT_THAT(
      rank_probabilities({{kWorstScore}, {1}, {kWorstScore}}),
      ElementsAre(ElementsAre(0, 0.5, 0.5), ElementsAre(1, 0, 0), ElementsAre(0, 0.5, 0.5)));
}

TEST(RankProbabilities, AreThoseOfAllWaysToDrawTheRuns) {
  // Means of two draws: of {1, 4} 1, 2.5, 2.5, 4; of {2, 3} 2, 2.5, 2.5, 3. Of 16 pairs the first
  // wins 4 + 2 · 1, and 2 · 2 are ties.
  const auto probabilities = rank_probabilities({{1, 4}, {2, 3}});
  EXPECT_THAT(probabilities[0][0], DoubleNear(8.0 / 16, 0.01));
  // Of {1, 3} 1, 2, 2, 3; of {2, 4} 2, 3, 3, 4: wins 4 + 2 · 3 + 1, ties 2 + 2.
  const auto clearer = rank_probabilities({{1, 3}, {2, 4}});
  EXPECT_THAT(clearer[0][0], DoubleNear((11 + 0.5 * 4) / 16, 0.01));
  EXPECT_EQ(clearer, rank_probabilities({{1, 3}, {2, 4}}));
  for (const auto& ranks : clearer) EXPECT_NEAR(ranks[0] + ranks[1], 1, 1e-9);
}

TEST(RankProbabilities, AreSharedByMeansThatRoundingAloneTellsApart) {
  // Three times a tenth, divided by three, is not a tenth.
  EXPECT_THAT(rank_probabilities({{0.1, 0.1, 0.1}, {0.1, 0.1}}),
              ElementsAre(ElementsAre(0.5, 0.5), ElementsAre(0.5, 0.5)));
}

TEST(MeanRanks, SharePlacesBetweenEqualScores) {
  EXPECT_THAT(mean_ranks({{0.1 + 0.2, 0.3}}), ElementsAre(1.5, 1.5));
  EXPECT_THAT(mean_ranks({{1, 2, 3}, {1, 1, 3}}), ElementsAre(1.25, 1.75, 3));
}

TEST(CriticalDifference, IsNemenyisFromFiveDataSetsOn) {
  EXPECT_FALSE(critical_difference(5, 3));
  EXPECT_FALSE(critical_difference(5, 4));
  EXPECT_FALSE(critical_difference(1, 9));
  EXPECT_FALSE(critical_difference(7, 9));
  EXPECT_NEAR(*critical_difference(5, 5), 2.728 * std::sqrt(30.0 / 30), 1e-12);
  EXPECT_NEAR(*critical_difference(2, 10), 1.960 * std::sqrt(6.0 / 60), 1e-12);
}

}  // namespace
}  // namespace tandem
