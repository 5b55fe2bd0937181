// Inception: the sizes of what it is made of, and how images are brought to its size.
#include "framework/nn/networks/inception.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <map>

namespace tandem {
namespace {

TEST(Inception, HasTheWeightsOfThePublishedNetwork) {
  const torch::NoGradGuard no_gradients;
  std::map<std::string, at::Tensor> tensors;
  const NamedLayers layers([&](const std::string& name, at::IntArrayRef shape) {
    return tensors[name] = name == "fc.bias" ? at::ones(shape) : at::zeros(shape);
  });
  const InceptionOutput output = inception(layers, at::zeros({1, 3, 8, 8}));
  EXPECT_EQ(output.features.sizes(), (std::vector<int64_t>{1, kInceptionFeatures}));
  EXPECT_EQ(output.logits.abs().max().item<float>(), 0.0F) << "the bias is left out";
  int64_t num_values = 0;
  for (const auto& [name, tensor] : tensors) num_values += tensor.numel();
  EXPECT_EQ(tensors.size(), 94u * 5 + 2) << "convolutions with their norms, and the last layer";
  EXPECT_EQ(num_values, 23885392) << "95.5 MB, as the published file";
}

TEST(Inception, ResizesAsTensorFlowDid) {
  const at::Tensor row = at::tensor({10., 20.}).view({1, 1, 1, 2});
  const at::Tensor wide = resize_like_tensorflow(row, 4);
  EXPECT_TRUE(at::equal(wide[0][0][3], at::tensor({10., 15., 20., 20.})))
      << "the last pixel is not reached at the edge";
  const at::Tensor large = at::rand({1, 2, 6, 6});
  EXPECT_TRUE(at::equal(resize_like_tensorflow(large, 6), large));
  EXPECT_TRUE(
      at::equal(resize_like_tensorflow(large, 3), large.slice(2, 0, {}, 2).slice(3, 0, {}, 2)))
      << "no pixel is a mean where fewer are asked for";
}

}  // namespace
}  // namespace tandem
