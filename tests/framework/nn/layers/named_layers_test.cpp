// Layers of named weights: what they ask for, and what they compute.
#include "framework/nn/layers/named_layers.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace tandem {
namespace {

/// Tensors that are drawn when they are asked for.
class NamedLayersTest : public testing::Test {
 protected:
  NamedLayersTest() { at::manual_seed(3); }

  std::map<std::string, at::Tensor> tensors_;
  NamedLayers layers_{[this](const std::string& name, at::IntArrayRef shape) {
    return tensors_[name] = at::rand(shape) + 0.1;
  }};
};

TEST_F(NamedLayersTest, ConvolutionsAskForTheirKernel) {
  const at::Tensor images = at::rand({2, 3, 9, 8});
  const at::Tensor made = layers_.convolve(
      images, "a.b", {.channels = 5, .kernel = {1, 3}, .stride = 2, .padding = {0, 1}});
  EXPECT_EQ(tensors_.at("a.b.weight").sizes(), (std::vector<int64_t>{5, 3, 1, 3}));
  const at::Tensor expected = at::conv2d(images, tensors_.at("a.b.weight"), tensors_.at("a.b.bias"),
                                         /*stride=*/2, at::IntArrayRef({0, 1}));
  EXPECT_TRUE(at::allclose(made, expected, 1e-5, 1e-6));
  (void)layers_.convolve_unbiased(images, "c", {.channels = 5, .kernel = {1, 1}});
  EXPECT_FALSE(tensors_.contains("c.bias"));
}

TEST_F(NamedLayersTest, NormsAreByWhatTheyWereTrainedWith) {
  const at::Tensor images = at::rand({2, 3, 4, 4});
  const at::Tensor made = layers_.normalize(images, "n", 0.5);
  const auto of = [&](const char* part) { return tensors_.at(part).view({1, 3, 1, 1}); };
  const at::Tensor expected =
      (images - of("n.running_mean")) / (of("n.running_var") + 0.5).sqrt() * of("n.weight") +
      of("n.bias");
  EXPECT_TRUE(at::allclose(made, expected, 1e-5, 1e-6));
}

TEST_F(NamedLayersTest, RowsAreTransformed) {
  const at::Tensor rows = at::rand({2, 6});
  const at::Tensor made = layers_.transform(rows, "f", 4);
  EXPECT_TRUE(
      at::allclose(made, rows.mm(tensors_.at("f.weight").t()) + tensors_.at("f.bias"), 1e-5, 1e-6));
}

TEST(PixelsAsImages, HaveChannelsFirst) {
  const at::Tensor pixels = at::arange(12, at::kByte).view({1, 2, 2, 3});
  const at::Tensor images = images_of_pixels(pixels);
  EXPECT_EQ(images.sizes(), (std::vector<int64_t>{1, 3, 2, 2}));
  EXPECT_EQ(images[0][2][1][0].item<float>(), 8.0F);
  EXPECT_TRUE(at::equal(in_three_channels(images), images));
  const at::Tensor grey = in_three_channels(images.narrow(1, 1, 1));
  EXPECT_TRUE(at::equal(grey.select(1, 2), images.select(1, 1)));
}

}  // namespace
}  // namespace tandem
