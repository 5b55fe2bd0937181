// The network with drawn weights: the same always and everywhere, and for every image.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/metrics/feature_network_kind.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::HasSubstr;

TEST(RandomFeatures, NeverChange) {
  const auto network = open_feature_network(kDefaultFeatureNetwork, {});
  EXPECT_EQ(network->name(), "random");
  EXPECT_EQ(network->identity(), "random seed 1, version 1");
  const at::Tensor ramp = at::arange(64, at::kByte).mul(4).view({1, 8, 8, 1});
  const at::Tensor features = network->see(ramp).features[0];
  ASSERT_EQ(features.numel(), 256);
  // What version 1 saw when it was made; another figure is another version.
  EXPECT_NEAR(features.sum().item<double>(), 44.612881, 1e-4);
}

TEST(RandomFeatures, AreOfAnyImage) {
  const auto network = open_feature_network("random", {});
  EXPECT_EQ(network->num_classes(), 0);
  EXPECT_FALSE(shares_classes(*network, {}));
  for (const int64_t channels : {1, 3}) {
    at::manual_seed(1);
    const at::Tensor pixels = at::randint(256, {3, 13, 21, channels}, at::kByte);
    const SeenBatch seen = network->see(pixels);
    EXPECT_EQ(seen.logits.sizes(), (std::vector<int64_t>{3, 0}));
    EXPECT_GT((seen.features[0] - seen.features[1]).abs().max().item<double>(), 0.1);
    EXPECT_TRUE(network->accepts({13, 21, channels}));
  }
  EXPECT_FALSE(network->accepts({7, 8, 3}));
  EXPECT_FALSE(network->accepts({8, 8, 2}));
}

TEST(RandomFeatures, TakeNoFile) {
  EXPECT_THAT(message_of<ConfigError>([&] { (void)open_feature_network("random=7", {}); }),
              HasSubstr("expected random, got random=7"));
}

}  // namespace
}  // namespace tandem
