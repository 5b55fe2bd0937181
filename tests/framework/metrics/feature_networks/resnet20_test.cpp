// The residual networks for CIFAR-10: what they say of zeros, and which images they take.
#include "framework/nn/networks/cifar_resnet.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <map>

#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"
#include "tests/support/weights_files.h"

namespace tandem {
namespace {

TEST(CifarResnet, HasTheTensorsOfItsDepth) {
  for (const auto& [blocks, count] : {std::pair(3, 97u), std::pair(9, 277u)}) {
    std::map<std::string, at::Tensor> tensors;
    const NamedLayers layers([&](const std::string& name, at::IntArrayRef shape) {
      return tensors[name] = at::ones(shape);
    });
    (void)cifar_resnet(layers, at::zeros({1, 3, 32, 32}), blocks);
    EXPECT_EQ(tensors.size(), count);
    EXPECT_EQ(tensors.at("layer2.0.conv1.weight").sizes(), (std::vector<int64_t>{32, 16, 3, 3}));
  }
}

TEST(CifarResnet, ShortcutsTakeEverySecondPixelBetweenZeros) {
  // Blocks add nothing, so that the first layer arrives through the shortcuts.
  const NamedLayers layers([&](const std::string& name, at::IntArrayRef shape) {
    if (name == "conv1.weight") {
      at::Tensor weight = at::zeros(shape);
      weight.select(2, 1).select(2, 1).select(1, 0).fill_(1.0);
      return weight;
    }
    const bool passes = name == "bn1.weight" || name == "bn1.running_var";
    return passes                          ? at::ones(shape)
           : name.ends_with("running_var") ? at::ones(shape)
                                           : at::zeros(shape);
  });
  at::Tensor image = at::zeros({1, 3, 32, 32});
  image[0][0].slice(0, 0, {}, 4).slice(1, 0, {}, 4).fill_(3.0);
  const at::Tensor features = cifar_resnet(layers, image, 1).features[0];
  EXPECT_NEAR(features[24].item<double>(), 3.0, 1e-4);
  EXPECT_NEAR(features[39].item<double>(), 3.0, 1e-4);
  EXPECT_EQ(features[23].item<double>(), 0.0);
  EXPECT_EQ(features[40].item<double>(), 0.0);
}

TEST(Resnet20Features, OfTheTrainedNetworkAreThoseThatArePublished) {
  const auto path = weights_file("resnet20-cifar10.safetensors");
  if (!path) return;
  const NamedTensors tensors = read_weights_file(*path).tensors;
  const NamedLayers layers(
      [&](const std::string& name, at::IntArrayRef) { return tensors.at(name); });
  const at::Tensor logits = cifar_resnet(layers, at::zeros({1, 3, 32, 32}), 3).logits[0];
  const at::Tensor expected = at::tensor({3.276048, -2.318931, 0.419075, 4.520216, -1.338562,
                                          0.644847, 0.334889, -1.728833, 0.166675, -4.005503});
  EXPECT_TRUE(at::allclose(logits.to(at::kDouble), expected.to(at::kDouble), 0.0, 5e-6)) << logits;
  const auto network = open_feature_network("resnet20=" + *path, {});
  EXPECT_EQ(network->num_features(), 64);
  EXPECT_EQ(network->class_names()[1], "automobile");
  EXPECT_FALSE(network->accepts({32, 32, 1}));
}

TEST(Resnet56Features, AreOfNineBlocksInAGroup) {
  const auto path = weights_file("resnet56-cifar10.safetensors");
  if (!path) return;
  const auto network = open_feature_network("resnet56=" + *path, {});
  EXPECT_EQ(network->num_classes(), 10);
  EXPECT_TRUE(
      network->see(at::zeros({1, 32, 32, 3}, at::kByte)).features.isfinite().all().item<bool>());
}

}  // namespace
}  // namespace tandem
