#include "framework/optimization/moving_average.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

class MovingAverageTest : public testing::Test {
 protected:
  /// What an average that stands at 0 becomes by one update with weights of 1.
  float after_update(double decay, int64_t num_updates) const {
    MovingAverage average(decay, at::zeros({2}));
    average.update(at::ones({2}), num_updates, finite_);
    return average.values()[1].item<float>();
  }

  at::Tensor finite_ = at::zeros({1});
};

TEST_F(MovingAverageTest, BeginsWithTheWeightsAndIsNotThem) {
  at::Tensor weights = at::tensor({1.0, -2.0}, at::kFloat);
  const MovingAverage average(0.9, weights);
  weights.fill_(7);
  EXPECT_TRUE(at::equal(average.values(), at::tensor({1.0, -2.0}, at::kFloat)));
}

TEST_F(MovingAverageTest, TheFirstWeightsAreSoonForgotten) {
  EXPECT_FLOAT_EQ(after_update(0.999, 0), 0.9F);
  EXPECT_FLOAT_EQ(after_update(0.999, 1), 9.0F / 11.0F);
  EXPECT_FLOAT_EQ(after_update(0.999, 90), 0.09F);
}

TEST_F(MovingAverageTest, TheDecayIsNeverMoreThanItsOption) {
  EXPECT_FLOAT_EQ(after_update(0.9, 1000), 0.1F);
  EXPECT_FLOAT_EQ(after_update(0.05, 0), 0.95F);
  EXPECT_FLOAT_EQ(after_update(0.0, 1000), 1.0F);
}

TEST_F(MovingAverageTest, UpdatesFollowOneAnother) {
  MovingAverage average(0.5, at::zeros({1}));
  for (const double weight : {8.0, 4.0, 2.0}) {
    average.update(at::full({1}, weight), 1000, finite_);
  }
  EXPECT_EQ(average.values().item<float>(), 3.0F);
}

TEST_F(MovingAverageTest, AnUpdateThatIsLeftOutIsNotAveraged) {
  MovingAverage average(0.5, at::ones({2}));
  average.update(at::full({2}, 9.0), 1000, at::ones({1}));
  EXPECT_TRUE(at::equal(average.values(), at::ones({2})));
}

}  // namespace
}  // namespace tandem
