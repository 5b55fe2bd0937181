#include "framework/nn/layers/minibatch_discrimination.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <cmath>

namespace tandem {
namespace {

TEST(MinibatchDiscrimination, AppendsMeanClosenessToTheOtherSamples) {
  torch::manual_seed(1);
  constexpr int64_t kSamples = 4, kFeatures = 6, kKernels = 3, kDimensions = 2;
  MinibatchDiscrimination module(kFeatures, kKernels, kDimensions);
  const at::Tensor features = at::randn({kSamples, kFeatures});
  const at::Tensor output = module->forward(features);
  ASSERT_EQ(output.sizes(), (std::vector<int64_t>{kSamples, kFeatures + kKernels}));
  EXPECT_TRUE(at::equal(output.narrow(1, 0, kFeatures), features));
  for (int64_t kernel = 0; kernel < kKernels; ++kernel) {
    const at::Tensor rows = features.mm(module->tensor.select(1, kernel));
    for (int64_t i = 0; i < kSamples; ++i) {
      double sum = 0;
      for (int64_t j = 0; j < kSamples; ++j) {
        if (j != i) sum += std::exp(-(rows[i] - rows[j]).abs().sum().item<double>());
      }
      EXPECT_NEAR(output[i][kFeatures + kernel].item<double>(), sum / (kSamples - 1), 1e-5);
    }
  }
}

TEST(MinibatchDiscrimination, EqualSamplesAreSeen) {
  MinibatchDiscrimination module(5, 2, 3);
  for (const int64_t count : {2, 7}) {
    const at::Tensor output = module->forward(at::ones({count, 5}));
    EXPECT_TRUE(at::equal(output.narrow(1, 5, 2), at::ones({count, 2})));
  }
  EXPECT_TRUE(at::equal(module->forward(at::ones({1, 5})).narrow(1, 5, 2), at::zeros({1, 2})));
}

TEST(MinibatchDiscrimination, GradientsAreThoseOfDifferences) {
  torch::manual_seed(2);
  MinibatchDiscrimination module(3, 2, 2);
  module->to(at::kDouble);
  const at::Tensor features = at::randn({4, 3}, at::kDouble);
  const at::Tensor weights = at::randn({4, 5}, at::kDouble);
  const auto loss = [&] { return (module->forward(features) * weights).sum(); };
  const at::Tensor gradient = torch::autograd::grad({loss()}, {module->tensor})[0].flatten();
  const torch::NoGradGuard no_gradients;
  at::Tensor values = module->tensor.flatten();  // a view
  for (int64_t i = 0; i < values.numel(); ++i) {
    values[i] += 1e-6;
    const double above = loss().item<double>();
    values[i] -= 2e-6;
    const double below = loss().item<double>();
    values[i] += 1e-6;
    EXPECT_NEAR(gradient[i].item<double>(), (above - below) / 2e-6, 1e-6) << i;
  }
}

}  // namespace
}  // namespace tandem
