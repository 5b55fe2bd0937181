// WGAN with weight clipping: how its critic is updated, and its estimate.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Options = std::vector<std::pair<std::string, OptionValue>>;

std::unique_ptr<GenerativeModel> small_model(int64_t size, int64_t channels, Options options = {}) {
  options.emplace_back("base_channels", int64_t{4});
  options.emplace_back("latent_size", int64_t{8});
  return family_with("wgan", options)
      .build({.fields = {{.name = "images", .shape = {size, size, channels}, .type = "uint8"}}});
}

std::vector<int64_t> updates_in(GenerativeModel& model, const std::vector<int64_t>& steps) {
  std::vector<int64_t> counts;
  const Objective critic = model.objectives()[0];
  for (const int64_t step : steps) counts.push_back(critic.updates(step));
  return counts;
}

/// gen_iterations < 25 or gen_iterations % 500 == 0 in the authors' code.
TEST(Wgan, TheCriticIsUpdatedAHundredTimesInTheFirstStepsAndAtIntervals) {
  const std::vector<int64_t> steps = {0, 24, 25, 499, 500, 501, 999, 1000, 1001};
  EXPECT_EQ(updates_in(*small_model(28, 1), steps),
            (std::vector<int64_t>{100, 100, 5, 5, 100, 5, 5, 100, 5}));
  const auto other = small_model(28, 1,
                                 {{"critic_updates", int64_t{2}},
                                  {"critic_warmup_updates", int64_t{7}},
                                  {"critic_warmup_steps", int64_t{3}},
                                  {"critic_refresh_interval", int64_t{0}}});
  EXPECT_EQ(updates_in(*other, {0, 2, 3, 500}), (std::vector<int64_t>{7, 7, 2, 2}));
}

TEST(Wgan, TheCriticIsClippedAndBothNetworksLearnByRmsprop) {
  const std::vector<LearnerDefaults> learners = family_with("wgan", {}).learners();
  ASSERT_EQ(learners.size(), 2U);
  EXPECT_EQ(learners[0].objective, "critic");
  EXPECT_EQ(learners[0].options.clip_weights, 0.01);
  EXPECT_EQ(learners[1].options.clip_weights, 0.0);
  for (const LearnerDefaults& learner : learners) {
    EXPECT_EQ(learner.options.optimizer, "rmsprop");
    EXPECT_EQ(learner.options.learning_rate, 5e-5);
    EXPECT_EQ(learner.options.momentum, 0.0);
  }
}

TEST(Wgan, TheLossIsTheEstimateOfRealAndFakeBatchesByThemselves) {
  const auto model = small_model(28, 1);
  torch::nn::Module& module = *model->networks()[1].module;
  auto& critic = dynamic_cast<torch::nn::SequentialImpl&>(module);
  auto& generates = require<Generates>(*model);
  const Batch batch({{"images", at::rand({6, 1, 28, 28}) * 2 - 1}});
  torch::manual_seed(3);
  const Losses losses = model->objectives()[0].loss(batch, {at::kCPU, 0, 6});
  torch::manual_seed(3);
  const at::Tensor fake = generates.generate(generates.draw_latents(6));
  const at::Tensor expected =
      critic.forward(batch.field("images")).mean() - critic.forward(fake).mean();
  EXPECT_TRUE(at::equal(losses.terms[0], expected));
  EXPECT_TRUE(at::equal(losses.total, -expected));
  torch::manual_seed(3);
  const Losses generator = model->objectives()[1].loss(Batch(), {at::kCPU, 0, 6});
  torch::manual_seed(3);
  const at::Tensor again = generates.generate(generates.draw_latents(6));
  EXPECT_TRUE(at::equal(generator.total, -critic.forward(again).mean()));
}

TEST(Wgan, NetworksFitImagesOfManySizesAndEndWithoutSigmoid) {
  for (const int64_t size : {28, 32, 64}) {
    for (const int64_t channels : {1, 3}) {
      const auto model = small_model(size, channels);
      auto& generates = require<Generates>(*model);
      const at::Tensor images = generates.generate(generates.draw_latents(3));
      EXPECT_EQ(images.sizes(), (std::vector<int64_t>{3, channels, size, size}));
      auto& critic = dynamic_cast<torch::nn::SequentialImpl&>(*model->networks()[1].module);
      EXPECT_EQ(critic.forward(images).sizes(), (std::vector<int64_t>{3, 1}));
      const auto last = critic.modules(/*include_self=*/false).back();
      EXPECT_NE(last->as<torch::nn::Linear>(), nullptr);
    }
  }
}

TEST(Wgan, TheNormsAreChosen) {
  EXPECT_FALSE(small_model(28, 1)->networks()[1].module->buffers().empty());
  const auto model = small_model(
      28, 1, {{"critic_norm", std::string("layer")}, {"generator_norm", std::string("none")}});
  for (const Network& network : model->networks()) EXPECT_TRUE(network.module->buffers().empty());
  const auto names = model->networks()[1].module->named_parameters().keys();
  EXPECT_TRUE(std::count(names.begin(), names.end(), "3.weight") == 1);
}

}  // namespace
}  // namespace tandem
