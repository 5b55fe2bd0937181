#include "framework/training/contribution.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/distributed/local_communicator.h"
#include "tests/framework/training/two_networks.h"

namespace tandem {
namespace {

class ContributionTest : public testing::Test {
 protected:
  LocalCommunicator communicator_;
  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
  std::vector<const FlatNetwork*> second_ = {&parameters_.networks()[1]};
  at::Tensor stop_ = at::zeros({1});
};

TEST_F(ContributionTest, MicroBatchesAreAddedInPairs) {
  Contribution contribution(second_, parameters_, /*num_terms=*/0, /*num_local_lanes=*/4,
                            communicator_);
  // In pairs (1 + 1e8) + (−1e8 + 1) is 0 in float32; from left to right it would be 1.
  for (const float value : {1.0F, 1e8F, -1e8F, 1.0F}) {
    contribution.add({.losses = {{}, at::scalar_tensor(value)},
                      .gradients = {at::full({1, 5}, value), at::Tensor()}},
                     stop_);
  }
  contribution.reduce();
  EXPECT_EQ(contribution.tail()[0].item<float>(), 0.0F);
  EXPECT_EQ(contribution.gradient(0)[4].item<float>(), 0.0F);
  EXPECT_EQ(contribution.gradient(0)[16].item<float>(), 0.0F);
}

TEST_F(ContributionTest, TheTailHoldsTermsTotalAndStopFlag) {
  Contribution contribution(second_, parameters_, /*num_terms=*/2, /*num_local_lanes=*/1,
                            communicator_);
  const Losses losses{{at::scalar_tensor(1.0F), at::scalar_tensor(2.0F)}, at::scalar_tensor(3.0F)};
  contribution.add({.losses = losses, .gradients = {at::Tensor(), at::Tensor()}}, at::ones({1}));
  contribution.reduce();
  EXPECT_TRUE(at::equal(contribution.tail(), at::tensor({1.0F, 2.0F, 3.0F, 1.0F})));
  EXPECT_EQ(contribution.all_gradients().abs().sum().item<float>(), 0.0F);
}

}  // namespace
}  // namespace tandem
