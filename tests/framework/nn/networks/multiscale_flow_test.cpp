#include "framework/nn/networks/multiscale_flow.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "tests/support/bijections.h"

namespace tandem {
namespace {

/// Normalization, channels of the image, scales, squeezes before the first coupling.
using Variant = std::tuple<std::string, int64_t, int64_t, int64_t>;

class MultiscaleFlowTest : public testing::TestWithParam<Variant> {
 protected:
  MultiscaleFlowTest() { torch::manual_seed(1); }

  int64_t num_channels() const { return std::get<1>(GetParam()); }

  MultiscaleFlow flow_over(int64_t size) const {
    MultiscaleFlow flow(FlowShape{.channels = num_channels(),
                                  .height = size,
                                  .width = size,
                                  .num_scales = std::get<2>(GetParam()),
                                  .initial_squeezes = std::get<3>(GetParam()),
                                  .couplings = 2,
                                  .hidden_channels = 6,
                                  .normalization = std::get<0>(GetParam())});
    return flow;
  }

  /// Weights and running statistics other than those of the start, in evaluation.
  void disturb_all(MultiscaleFlow& flow) const {
    disturb(*flow, 0.1);
    const torch::NoGradGuard no_gradients;
    for (at::Tensor& buffer : flow->buffers()) buffer.add_(at::rand_like(buffer), 0.5);
    flow->eval();
  }
};

TEST_P(MultiscaleFlowTest, TheInverseBringsTheImagesBack) {
  MultiscaleFlow flow = flow_over(16);
  disturb_all(flow);
  const torch::NoGradGuard no_gradients;
  const at::Tensor images = at::randn({5, num_channels(), 16, 16});
  const at::Tensor latents = flow->forward(images).values;
  EXPECT_EQ(latents.sizes(), (std::vector<int64_t>{5, num_channels() * 256}));
  EXPECT_LT((flow->inverse(latents) - images).abs().max().item<double>(), 1e-4);
}

TEST_P(MultiscaleFlowTest, TheLogDeterminantIsThatOfTheJacobian) {
  MultiscaleFlow flow = flow_over(4);
  disturb_all(flow);
  flow->to(at::kDouble);
  const at::Tensor images = at::randn({2, num_channels(), 4, 4}, at::kDouble);
  const at::Tensor got = flow->forward(images).log_determinant;
  for (int64_t i = 0; i < 2; ++i) {
    const at::Tensor right =
        log_determinant_of([&](const at::Tensor& image) { return flow->forward(image).values; },
                           images.narrow(0, i, 1));
    EXPECT_NEAR(got[i].item<double>(), right.item<double>(), 1e-8);
    EXPECT_GT(std::abs(right.item<double>()), 1e-3);
  }
}

TEST_P(MultiscaleFlowTest, InitializedItMapsItsImagesToUnitVariance) {
  MultiscaleFlow flow = flow_over(8);
  disturb(*flow, 0.1);
  const at::Tensor images = at::randn({64, num_channels(), 8, 8}) * 3.0 + 2.0;
  flow->initialize(images);
  const at::Tensor latents = flow->forward(images).values;
  EXPECT_LT(latents.mean().abs().item<double>(), 0.3);
  EXPECT_NEAR(latents.std().item<double>(), 1.0, 0.4);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, MultiscaleFlowTest,
    testing::Values(Variant{"activation_norm", 1, 2, 0}, Variant{"activation_norm", 3, 2, 0},
                    Variant{"batch_norm", 1, 2, 0}, Variant{"batch_norm", 3, 2, 0},
                    Variant{"activation_norm", 3, 1, 0}, Variant{"activation_norm", 1, 1, 1}));

TEST(MultiscaleFlow, TheLatentsOfTheLastScaleComeFirst) {
  const FlowShape shape{.channels = 1,
                        .height = 4,
                        .width = 4,
                        .num_scales = 2,
                        .couplings = 1,
                        .hidden_channels = 4};
  MultiscaleFlow flow(shape);
  // At the start the flow only rearranges; one diagonal of every block stays to the last scale.
  const at::Tensor image = at::arange(16, at::kFloat).view({1, 1, 4, 4});
  const at::Tensor expected = at::tensor(
      {0.F, 2.F, 8.F, 10.F, 5.F, 7.F, 13.F, 15.F, 1.F, 3.F, 9.F, 11.F, 4.F, 6.F, 12.F, 14.F});
  EXPECT_TRUE(at::equal(flow->forward(image).values[0], expected));
}

TEST(MultiscaleFlow, RefusesSidesThatCannotBeHalved) {
  EXPECT_THROW(MultiscaleFlow(FlowShape{.channels = 1, .height = 6, .width = 8, .num_scales = 3}),
               Error);
}

TEST(SqueezeBlocks, GathersThePixelsOfABlock) {
  const at::Tensor images = at::arange(2 * 3 * 4 * 6, at::kFloat).view({2, 3, 4, 6});
  const at::Tensor squeezed = squeeze_blocks(images);
  EXPECT_EQ(squeezed.sizes(), (std::vector<int64_t>{2, 12, 2, 3}));
  for (int64_t place = 0; place < 4; ++place) {
    const at::Tensor pixels =
        images.slice(2, place / 2, 4, 2).slice(3, place % 2, 6, 2).contiguous();
    EXPECT_TRUE(at::equal(squeezed.narrow(1, 3 * place, 3), pixels));
  }
  EXPECT_TRUE(at::equal(unsqueeze_blocks(squeezed), images));
}

}  // namespace
}  // namespace tandem
