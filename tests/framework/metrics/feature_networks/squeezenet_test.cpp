// SqueezeNet: its sizes, what it makes of zeros, and which images it takes.
#include "framework/nn/networks/squeezenet.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"
#include "tests/support/weights_files.h"

namespace tandem {
namespace {

TEST(SqueezeNetFeatures, OfTheTrainedNetworkAreThoseThatArePublished) {
  const auto path = weights_file("squeezenet1.1-imagenet-notop.safetensors");
  if (!path) return;
  const NamedTensors tensors = read_weights_file(*path).tensors;
  const NamedLayers layers(
      [&](const std::string& name, at::IntArrayRef) { return tensors.at(name); });
  const at::Tensor map = squeezenet(layers, at::zeros({1, 3, 64, 64}));
  EXPECT_EQ(map.sizes(), (std::vector<int64_t>{1, 512, 3, 3}));
  EXPECT_NEAR(mean_over_pixels(map).sum().item<double>(), 319.4419, 1e-3);

  const auto network = open_feature_network("squeezenet=" + *path, {});
  EXPECT_EQ(network->num_classes(), 0);
  EXPECT_FALSE(network->accepts({32, 32, 3}));
  // The network takes blue first: red alone is its third channel.
  at::Tensor pixels = at::zeros({1, 64, 64, 3}, at::kByte);
  pixels.select(3, 0).fill_(200);
  at::Tensor input = at::zeros({1, 3, 64, 64});
  input[0][0] -= 103.939;
  input[0][1] -= 116.779;
  input[0][2] += 200 - 123.68;
  EXPECT_TRUE(at::allclose(network->see(pixels).features,
                           mean_over_pixels(squeezenet(layers, input)), 1e-4, 1e-4));
}

TEST(SqueezeNet, HasTwoHalvesInEveryFire) {
  int64_t count = 0;
  const NamedLayers layers([&](const std::string&, at::IntArrayRef shape) {
    ++count;
    return at::zeros(shape);
  });
  EXPECT_EQ(squeezenet(layers, at::zeros({1, 3, 48, 48})).sizes(),
            (std::vector<int64_t>{1, 512, 2, 2}));
  EXPECT_EQ(count, 50);
}

}  // namespace
}  // namespace tandem
