#include "framework/training/averaged_weights.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/distributed/local_communicator.h"
#include "tests/framework/training/two_networks.h"

namespace tandem {
namespace {

class AveragedWeightsTest : public testing::Test {
 protected:
  /// Averages begin at ones for the second network; the weights are twos from then on.
  std::vector<Learner> learners(double average_decay) {
    std::vector<Learner> all;
    const RunShape shape{.steps = 10, .batch_size = 4};
    all.emplace_back(LearnerSetup{.objective = model_.objective("second"),
                                  .options = {.average_decay = average_decay},
                                  .shape = shape,
                                  .num_steps = 10},
                     parameters_, communicator_);
    parameters_.weights().fill_(1);
    all[0].begin(/*goes_on=*/false);
    parameters_.weights().fill_(2);
    return all;
  }
  float sum_of(const std::string& network) {
    return parameters_.named_tensors().at(network + ".0.weight").sum().item<float>();
  }

  LocalCommunicator communicator_;
  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
};

TEST_F(AveragedWeightsTest, TheModelHasThemForAScope) {
  const std::vector<Learner> averaging = learners(0.9);
  {
    const AveragedWeights averaged(averaging, parameters_);
    EXPECT_EQ(sum_of("second"), 5.0F);
    EXPECT_EQ(sum_of("first"), 30.0F) << "is not averaged";
  }
  EXPECT_EQ(sum_of("second"), 10.0F);
}

TEST_F(AveragedWeightsTest, TheyAreACopyBesideTheWeights) {
  const std::vector<Learner> averaging = learners(0.9);
  const auto averaged = averaged_weights(averaging, parameters_);
  ASSERT_TRUE(averaged.has_value());
  EXPECT_EQ(parameters_.named_tensors(*averaged).at("second.0.weight").sum().item<float>(), 5.0F);
  EXPECT_EQ(sum_of("second"), 10.0F);
}

TEST_F(AveragedWeightsTest, WithoutAveragesTheWeightsStay) {
  const std::vector<Learner> plain = learners(0);
  EXPECT_FALSE(averaged_weights(plain, parameters_).has_value());
  const AveragedWeights averaged(plain, parameters_);
  EXPECT_EQ(sum_of("second"), 10.0F);
}

}  // namespace
}  // namespace tandem
