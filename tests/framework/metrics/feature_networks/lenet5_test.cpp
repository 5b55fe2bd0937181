// LeNet-5: what it says of black, of weights that are known, and of other images.
#include "framework/nn/networks/lenet5.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/weights_files.h"

namespace tandem {
namespace {

TEST(LeNet5Features, FollowFromItsWeights) {
  const TemporaryDirectory directory;
  NamedTensors tensors = {{"convnet.c1.weight", at::zeros({6, 1, 5, 5})},
                          {"convnet.c1.bias", at::ones({6})},
                          {"convnet.c3.weight", at::zeros({16, 6, 5, 5})},
                          {"convnet.c3.bias", at::ones({16})},
                          {"convnet.c5.weight", at::zeros({120, 16, 5, 5})},
                          {"convnet.c5.bias", at::ones({120})},
                          {"fc.f6.weight", at::full({84, 120}, 0.5)},
                          {"fc.f6.bias", at::arange(84) - 100.0},
                          {"fc.f7.weight", at::ones({10, 84})},
                          {"fc.f7.bias", at::arange(10).to(at::kFloat)}};
  write_file_synced(directory / "w.safetensors", to_safetensors(tensors));
  const auto network = open_feature_network("lenet5=" + (directory / "w.safetensors").string(), {});
  const SeenBatch seen = network->see(at::zeros({2, 28, 28, 1}, at::kByte));
  // 120 / 2 + i − 100, without what is negative: 1 … 43 from the 42nd on.
  EXPECT_EQ(seen.features[1][41].item<float>(), 1.0F);
  EXPECT_EQ(seen.features[1][39].item<float>(), 0.0F);
  EXPECT_EQ(seen.logits[1][3].item<float>(), 43.0F * 44.0F / 2.0F + 3.0F);
  EXPECT_EQ(network->name(), "lenet5");
  EXPECT_EQ(network->identity(), "lenet5 " + digest_of_tensors(tensors));
  EXPECT_TRUE(network->accepts({28, 28, 1}));
  EXPECT_TRUE(network->accepts({32, 32, 1}));
  EXPECT_FALSE(network->accepts({64, 64, 3}));
}

TEST(LeNet5Features, OfTheTrainedNetworkAreThoseThatArePublished) {
  const auto path = weights_file("lenet5-mnist.safetensors");
  if (!path) return;
  const auto network = open_feature_network("lenet5=" + *path, {});
  const SeenBatch seen = network->see(at::zeros({1, 32, 32, 1}, at::kByte));
  const at::Tensor expected = at::tensor({-0.732047, -0.162137, -0.348757, -1.262434, -0.640982,
                                          1.347238, -1.425987, -0.619001, -1.649167, 0.498882});
  EXPECT_TRUE(at::allclose(seen.logits[0].to(at::kDouble), expected.to(at::kDouble), 0.0, 2e-6))
      << seen.logits;
}

}  // namespace
}  // namespace tandem
