#include "framework/training/flat_parameters.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/framework/training/two_networks.h"

namespace tandem {
namespace {

class FlatParametersTest : public testing::Test {
 protected:
  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
};

TEST_F(FlatParametersTest, ParametersAndBuffersAreViewsOfFlatTensors) {
  const at::Tensor weight = parameters_.named_tensors().at("first.0.weight");
  EXPECT_EQ(weight.sizes(), (std::vector<int64_t>{5, 3}));
  for (const FlatNetwork& network : parameters_.networks()) {
    for (const at::Tensor& parameter : network.parameters) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(parameter.const_data_ptr()) % 64, 0U);
    }
  }
  parameters_.weights().fill_(0.5);
  EXPECT_EQ(weight.sum().item<float>(), 7.5F);
  EXPECT_EQ(model_.second->parameters()[0].sum().item<float>(), 2.5F);
  EXPECT_EQ(parameters_.integer_buffers().size(), 1U);
  EXPECT_TRUE(parameters_.named_tensors().contains("first.1.running_var"));
}

TEST_F(FlatParametersTest, AParameterOfTwoNetworksIsRefused) {
  const std::vector<Network> shared = {{"a", model_.first.ptr()}, {"b", model_.first.ptr()}};
  EXPECT_THROW(FlatParameters(shared, at::kCPU), Error);
}

}  // namespace
}  // namespace tandem
