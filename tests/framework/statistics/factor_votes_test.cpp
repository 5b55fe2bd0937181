// Votes about factors by perfect codes, constant ones and noise.
#include "framework/statistics/factor_votes.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

constexpr VoteOptions kVotes{.seed = 1, .num_train = 1500, .num_test = 1000, .group_size = 32};

/// All combinations of 4, 5 and 6 values, five times.
at::Tensor factors() {
  const at::Tensor index = at::arange(600);
  return at::stack(
      {index.remainder(4), index.div(4, "floor").remainder(5), index.div(20, "floor").remainder(6)},
      1);
}

TEST(BetavaeScore, IsOneOfPerfectCodesAndChanceOfConstantOnes) {
  const at::Tensor codes = factors().to(at::kDouble);
  EXPECT_GT(betavae_score({codes, factors()}, kVotes), 0.99);
  EXPECT_NEAR(betavae_score({at::zeros_like(codes), factors()}, kVotes), 1.0 / 3, 0.06);
}

TEST(BetavaeScore, FollowsFromTheSeed) {
  seed_generators(at::kCPU, 1);
  const at::Tensor codes = at::randn({600, 2}, at::kDouble) + factors().narrow(1, 0, 2);
  const double first = betavae_score({codes, factors()}, kVotes);
  EXPECT_EQ(first, betavae_score({codes, factors()}, kVotes));
  VoteOptions other = kVotes;
  other.seed = 2;
  EXPECT_NE(first, betavae_score({codes, factors()}, other));
}

TEST(FactorvaeScore, IsOneOfPerfectCodesAndZeroOfConstantOnes) {
  const at::Tensor codes = factors().to(at::kDouble);
  EXPECT_EQ(factorvae_score({codes, factors()}, kVotes), 1.0);
  EXPECT_EQ(factorvae_score({at::zeros_like(codes), factors()}, kVotes), 0.0);
}

TEST(FactorvaeScore, GivesNoVoteToLatentsThatHardlyVary) {
  // One row of 600 stands out: few votes hold it, so that such a latent varies least in most.
  const auto score = [](double height) {
    at::Tensor rare = at::zeros({600, 1}, at::kDouble);
    rare[0] = height;
    return factorvae_score({at::cat({rare, factors().to(at::kDouble)}, 1), factors()}, kVotes);
  };
  EXPECT_EQ(score(1.0), 1.0);  // a deviation of 0.041
  EXPECT_LT(score(1.5), 0.7);  // of 0.061
}

TEST(FactorvaeScore, OfNoiseIsNearChance) {
  seed_generators(at::kCPU, 2);
  const at::Tensor noise = at::randn({600, 4}, at::kDouble);
  EXPECT_LT(factorvae_score({noise, factors()}, kVotes), 0.5);
}

}  // namespace
}  // namespace tandem
