// CycleGAN: its losses against what they are made of, and what passes between its objectives.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using testing_support::standard_error_of;

constexpr int64_t kImagesOfEach = 3;

DataDescription domains(int64_t side, int64_t channels_a, int64_t channels_b) {
  return {.fields = {{.name = "a/images", .shape = {side, side, channels_a}, .type = "uint8"},
                     {.name = "b/images", .shape = {side, side, channels_b}, .type = "uint8"}}};
}

using OptionValues = std::vector<std::pair<std::string, OptionValue>>;

Family small_cyclegan(OptionValues more = {}) {
  OptionValues options = {{"num_blocks", int64_t{1}},
                          {"base_channels", int64_t{2}},
                          {"discriminator_channels", int64_t{2}},
                          {"pool_size", int64_t{4}}};
  options.insert(options.end(), more.begin(), more.end());
  return family_with("cyclegan", options);
}

std::string place_of_error(const Family& family, const DataDescription& data) {
  try {
    family.build(data);
  } catch (const Error& error) {
    return error.problem().where;
  }
  return "";
}

class CycleGanTest : public testing::Test {
 protected:
  explicit CycleGanTest(const OptionValues& options = {}) : family_(small_cyclegan(options)) {
    torch::manual_seed(1);
    model_ = family_.build(domains(28, 1, 1));
    batch_ = Batch({{"a/images", at::rand({kImagesOfEach, 1, 28, 28}) * 2 - 1},
                    {"b/images", at::rand({kImagesOfEach, 1, 28, 28}) * 2 - 1}});
    context_.lane_tensors = make_lane_tensors(*model_, kImagesOfEach, at::kCPU);
  }

  at::Tensor score(size_t network, const at::Tensor& images) {
    return std::dynamic_pointer_cast<torch::nn::SequentialImpl>(model_->networks()[network].module)
        ->forward(images);
  }
  at::Tensor score_a(const at::Tensor& images) { return score(2, images); }
  at::Tensor score_b(const at::Tensor& images) { return score(3, images); }
  at::Tensor to_b(const at::Tensor& images) { return translated(images, "a-to-b"); }
  at::Tensor to_a(const at::Tensor& images) { return translated(images, "b-to-a"); }
  at::Tensor translated(const at::Tensor& images, const std::string& name) {
    return require<TranslatesImages>(*model_).translate(images, name);
  }

  Family family_;
  std::unique_ptr<GenerativeModel> model_;
  Batch batch_;
  Scratch scratch_;
  Context context_{.device = at::kCPU,
                   .micro_batch = 0,
                   .micro_batch_size = kImagesOfEach,
                   .scratch = &scratch_};
};

TEST_F(CycleGanTest, GeneratorsMinimiseTheWeightedSumOfTheirTerms) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor a = batch_.field("a/images"), b = batch_.field("b/images");
  const Losses losses = model_->objectives()[0].loss(batch_, context_);
  const at::Tensor adversarial =
      (score_b(to_b(a)) - 1).square().mean() + (score_a(to_a(b)) - 1).square().mean();
  const at::Tensor cycle = (to_a(to_b(a)) - a).abs().mean() + (to_b(to_a(b)) - b).abs().mean();
  const at::Tensor identity = (to_b(b) - b).abs().mean() + (to_a(a) - a).abs().mean();
  ASSERT_EQ(losses.terms.size(), 3U);
  EXPECT_TRUE(at::allclose(losses.terms[0], adversarial));
  EXPECT_TRUE(at::allclose(losses.terms[1], cycle));
  EXPECT_TRUE(at::allclose(losses.terms[2], identity));
  EXPECT_TRUE(at::allclose(losses.total, adversarial + cycle * 10 + identity * 5));
}

TEST_F(CycleGanTest, DiscriminatorsSeeTheFakesThatGeneratorsLeave) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor a = batch_.field("a/images"), b = batch_.field("b/images");
  model_->objectives()[0].loss(batch_, context_);
  const at::Tensor fake_a = scratch_.at("fake_a"), fake_b = scratch_.at("fake_b");
  // In a batch of other size: to rounding.
  EXPECT_TRUE(at::allclose(fake_a, to_a(b), 1e-4, 1e-6));
  EXPECT_TRUE(at::allclose(fake_b, to_b(a), 1e-4, 1e-6));
  // From here on the generators make other images.
  for (size_t i = 0; i < 2; ++i) {
    for (at::Tensor& weight : model_->networks()[i].module->parameters()) weight.zero_();
  }
  const Objective discriminators = model_->objectives()[1];
  EXPECT_EQ(discriminators.batch_use, BatchUse::kReuses);
  const Losses losses = discriminators.loss(batch_, context_);
  const at::Tensor real = (score_a(a) - 1).square().mean() + (score_b(b) - 1).square().mean();
  const at::Tensor fake = score_a(fake_a).square().mean() + score_b(fake_b).square().mean();
  EXPECT_TRUE(at::allclose(losses.terms[0], real * 0.5));
  EXPECT_TRUE(at::allclose(losses.terms[1], fake * 0.5));
  EXPECT_TRUE(at::allclose(losses.total, (real + fake) * 0.5));
  // They went into the pools.
  EXPECT_TRUE(at::equal(context_.lane_state("pool_b_images").narrow(0, 0, kImagesOfEach), fake_b));
  EXPECT_EQ(context_.lane_state("pool_a_count").item<float>(), 3.0F);
}

TEST_F(CycleGanTest, NothingIsLeftForGeneratorsToLearnFrom) {
  model_->objectives()[0].loss(batch_, context_);
  EXPECT_FALSE(scratch_.at("fake_a").requires_grad());
  const Losses losses = model_->objectives()[1].loss(batch_, context_);
  const auto gradients =
      torch::autograd::grad({losses.total}, model_->networks()[0].module->parameters(), {}, false,
                            false, /*allow_unused=*/true);
  for (const at::Tensor& gradient : gradients) EXPECT_FALSE(gradient.defined());
}

class DiscriminatorsFirst : public CycleGanTest {
 protected:
  DiscriminatorsFirst()
      : CycleGanTest(
            {{"update_order", std::string("discriminators_first")}, {"pool_size", int64_t{0}}}) {}
};

TEST_F(DiscriminatorsFirst, TheyDrawTheBatchAndHaveFakesMade) {
  const std::vector<Objective> objectives = family_.objectives(*model_);
  EXPECT_EQ(objectives[0].name, "discriminators");
  EXPECT_EQ(objectives[0].batch_use, BatchUse::kDraws);
  EXPECT_EQ(objectives[1].batch_use, BatchUse::kReuses);
  EXPECT_TRUE(model_->lane_states().empty());
  const Losses losses = objectives[0].loss(batch_, context_);
  const torch::NoGradGuard no_gradients;
  const at::Tensor fake = score_a(to_a(batch_.field("b/images"))).square().mean() +
                          score_b(to_b(batch_.field("a/images"))).square().mean();
  EXPECT_TRUE(at::allclose(losses.terms[1], fake * 0.5));
}

TEST(CycleGan, TranslatesBetweenDomainsOfOtherSizesAndChannels) {
  torch::manual_seed(1);
  for (const std::string backbone : {"residual", "unet"}) {
    for (const int64_t side : {28, 32, 64}) {
      const auto model = small_cyclegan({{"backbone", backbone}, {"identity_weight", 0.0}})
                             .build(domains(side, 1, 3));
      auto& translates = require<TranslatesImages>(*model);
      EXPECT_EQ(translates.translations()[0].output, "b/images");
      EXPECT_EQ(translates.translate(at::zeros({2, 1, side, side}), "a-to-b").sizes(),
                (std::vector<int64_t>{2, 3, side, side}));
      EXPECT_EQ(translates.translate(at::zeros({2, 3, side, side}), "b-to-a").sizes(),
                (std::vector<int64_t>{2, 1, side, side}));
      EXPECT_EQ(model->objectives()[0].terms, (std::vector<std::string>{"adversarial", "cycle"}));
    }
  }
}

TEST(CycleGan, PublishedNormsLearnNothing) {
  const auto num_gains = [](const std::string& backbone, const std::string& norm) {
    std::vector<int64_t> counts;
    const auto model =
        small_cyclegan(
            {{"backbone", backbone}, {"norm", norm}, {"discriminator_layers", int64_t{2}}})
            .build(domains(64, 3, 3));
    for (const Network& network : model->networks()) {
      counts.push_back(0);
      for (const auto& parameter : network.module->named_parameters()) {
        if (parameter.key().ends_with("weight") && parameter.value().dim() == 1) ++counts.back();
      }
    }
    return counts;
  };
  // Of a residual generator: seven convolutions, all but the last normed; of a U-Net of six levels:
  // four on the way down, five up.
  EXPECT_EQ(num_gains("residual", "instance"), (std::vector<int64_t>{7, 7, 2, 2}));
  EXPECT_EQ(num_gains("unet", "instance"), (std::vector<int64_t>{9, 9, 2, 2}));
  for (const std::string backbone : {"residual", "unet"}) {
    EXPECT_EQ(num_gains(backbone, "plain_instance"), (std::vector<int64_t>{0, 0, 0, 0}));
  }
}

/// Both discriminators are as wide: one line.
TEST(CycleGan, WidePatchesAreSaidOnce) {
  const std::string log = standard_error_of([] {
    small_cyclegan({{"discriminator_layers", int64_t{2}}}).build(domains(28, 1, 1));
  });
  const size_t first = log.find("model.discriminator_layers");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(log.find("model.discriminator_layers", first + 1), std::string::npos) << log;
}

TEST(CycleGan, DataThatDoesNotFitIsRefused) {
  EXPECT_EQ(place_of_error(small_cyclegan(), domains(28, 1, 3)), "model.identity_weight");
  EXPECT_EQ(
      place_of_error(small_cyclegan({{"discriminator_layers", int64_t{4}}}), domains(28, 1, 1)),
      "model.discriminator_layers");
  DataDescription sizes = domains(28, 1, 1);
  sizes.fields[1].shape = {32, 28, 1};
  EXPECT_EQ(place_of_error(small_cyclegan(), sizes), "data.sources");
}

}  // namespace
}  // namespace tandem
