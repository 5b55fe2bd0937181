// UNIT: its losses against what they are made of, and what the domains share.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/normalization.h>
#include <torch/utils.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using OptionValues = std::vector<std::pair<std::string, OptionValue>>;

DataDescription domains(int64_t side, int64_t channels_a, int64_t channels_b) {
  return {.fields = {{.name = "a/images", .shape = {side, side, channels_a}, .type = "uint8"},
                     {.name = "b/images", .shape = {side, side, channels_b}, .type = "uint8"}}};
}

Family small_unit(OptionValues more = {}) {
  OptionValues options = {{"num_blocks", int64_t{2}},
                          {"base_channels", int64_t{2}},
                          {"discriminator_channels", int64_t{2}},
                          {"num_scales", int64_t{2}}};
  options.insert(options.end(), more.begin(), more.end());
  return family_with("unit", options);
}

class UnitTest : public testing::Test {
 protected:
  UnitTest() {
    torch::manual_seed(1);
    model_ = small_unit().build(domains(28, 1, 3));
    batch_ = Batch({{"a/images", at::rand({3, 1, 28, 28}) * 2 - 1},
                    {"b/images", at::rand({3, 3, 28, 28}) * 2 - 1}});
  }

  Objective objective(const std::string& name) {
    for (const Objective& each : model_->objectives()) {
      if (each.name == name) return each;
    }
    throw std::runtime_error("no objective " + name);
  }

  at::Tensor through(const std::string& network, const at::Tensor& input) {
    for (const Network& each : model_->networks()) {
      if (each.name != network) continue;
      return std::dynamic_pointer_cast<torch::nn::SequentialImpl>(each.module)->forward(input);
    }
    throw std::runtime_error("no network " + network);
  }

  std::unique_ptr<GenerativeModel> model_;
  Batch batch_;
  Scratch scratch_;
  Context context_{
      .device = at::kCPU, .micro_batch = 0, .micro_batch_size = 3, .scratch = &scratch_};
};

TEST_F(UnitTest, SharedBlocksAreCountedOnce) {
  std::set<const void*> seen;
  for (const Network& network : model_->networks()) {
    const auto parameters = network.module->parameters();
    EXPECT_FALSE(parameters.empty()) << network.name;
    for (const at::Tensor& parameter : parameters) {
      EXPECT_TRUE(seen.insert(parameter.unsafeGetTensorImpl()).second) << network.name;
    }
  }
  const auto trained = objective("generators").trains;
  EXPECT_EQ(std::count(trained.begin(), trained.end(), "shared_encoder"), 1);
  EXPECT_EQ(std::count(trained.begin(), trained.end(), "shared_decoder"), 1);
}

TEST_F(UnitTest, GeneratorsMinimiseTheWeightedSumOfTheirTerms) {
  const torch::NoGradGuard no_gradients;
  const Losses losses = objective("generators").loss(batch_, context_);
  ASSERT_EQ(losses.terms.size(), 5U);
  EXPECT_TRUE(at::allclose(losses.total, losses.terms[0] + losses.terms[1] * 10 +
                                             losses.terms[2] * 0.01 + losses.terms[3] * 10 +
                                             losses.terms[4] * 0.01));
  const auto mean_square = [&](const std::string& encoder, const at::Tensor& images) {
    return through("shared_encoder", through(encoder, images)).square().mean();
  };
  EXPECT_TRUE(
      at::allclose(losses.terms[2], mean_square("encoder_a", batch_.field("a/images")) +
                                        mean_square("encoder_b", batch_.field("b/images"))));
  EXPECT_TRUE(at::allclose(losses.terms[4], mean_square("encoder_a", scratch_.at("fake_a")) +
                                                mean_square("encoder_b", scratch_.at("fake_b"))));
}

/// With means that are 0 the latents are noise of unit variance.
TEST_F(UnitTest, LatentsAreDrawnAroundTheirMeans) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor a = batch_.field("a/images"), b = batch_.field("b/images");
  torch::manual_seed(5);
  const Losses losses = objective("generators").loss(batch_, context_);
  torch::manual_seed(5);
  const at::Tensor means = at::cat({through("shared_encoder", through("encoder_a", a)),
                                    through("shared_encoder", through("encoder_b", b))});
  const at::Tensor hidden = through("shared_decoder", means + at::randn(means.sizes()));
  const at::Tensor in_a = through("decoder_a", hidden);
  const at::Tensor in_b = through("decoder_b", hidden);
  EXPECT_TRUE(at::allclose(scratch_.at("fake_a"), in_a.narrow(0, 3, 3), 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(scratch_.at("fake_b"), in_b.narrow(0, 0, 3), 1e-4, 1e-5));
  const at::Tensor reconstruction =
      (in_a.narrow(0, 0, 3) - a).abs().mean() + (in_b.narrow(0, 3, 3) - b).abs().mean();
  EXPECT_TRUE(at::allclose(losses.terms[1], reconstruction, 1e-4));
  // Cycles: content of b seen in a, and the other way round.
  const at::Tensor cycle_means =
      at::cat({through("shared_encoder", through("encoder_a", scratch_.at("fake_a"))),
               through("shared_encoder", through("encoder_b", scratch_.at("fake_b")))});
  const at::Tensor cycle_hidden =
      through("shared_decoder", cycle_means + at::randn(cycle_means.sizes()));
  const at::Tensor cycle = (through("decoder_b", cycle_hidden.narrow(0, 0, 3)) - b).abs().mean() +
                           (through("decoder_a", cycle_hidden.narrow(0, 3, 3)) - a).abs().mean();
  EXPECT_TRUE(at::allclose(losses.terms[3], cycle, 1e-4));
}

TEST_F(UnitTest, DiscriminatorsUseFakesThatAreLeft) {
  const torch::NoGradGuard no_gradients;
  const std::vector<Objective> objectives = small_unit().objectives(*model_);
  EXPECT_EQ(objectives[0].name, "discriminators");
  EXPECT_EQ(objectives[0].batch_use, BatchUse::kDraws);
  EXPECT_EQ(objectives[1].batch_use, BatchUse::kReuses);
  objective("generators").loss(batch_, context_);
  const Losses once = objective("discriminators").loss(batch_, context_);
  const Losses again = objective("discriminators").loss(batch_, context_);
  EXPECT_TRUE(at::equal(once.total, again.total)) << "nothing is drawn";
  EXPECT_TRUE(at::allclose(once.total, once.terms[0] + once.terms[1]));
  scratch_.clear();
  const Losses anew = objective("discriminators").loss(batch_, context_);
  EXPECT_TRUE(at::equal(anew.terms[0], once.terms[0]));
  EXPECT_FALSE(at::equal(anew.terms[1], once.terms[1]));
}

TEST_F(UnitTest, TranslationsHaveNoNoise) {
  auto& translates = require<TranslatesImages>(*model_);
  const at::Tensor images = batch_.field("a/images");
  const at::Tensor result = translates.translate(images, "a-to-b");
  EXPECT_EQ(result.sizes(), batch_.field("b/images").sizes());
  EXPECT_TRUE(at::equal(result, translates.translate(images, "a-to-b")));
  EXPECT_EQ(translates.translate(result, "b-to-a").sizes(), images.sizes());
}

const OptionValues kPublishedNetworks = {{"num_shared_blocks", int64_t{0}},
                                         {"norm", std::string("plain_instance")},
                                         {"halving", std::string("reflected")},
                                         {"doubling", std::string("nearest")}};

/// With the published width and number of blocks, counted from the layers of the authors' code.
TEST(Unit, ThePublishedNetworksAreThoseOfTheAuthorsCode) {
  OptionValues options = kPublishedNetworks;
  for (const std::string name : {"base_channels", "discriminator_channels"}) {
    options.emplace_back(name, int64_t{64});
  }
  options.insert(options.end(), {{"num_blocks", int64_t{4}}, {"num_scales", int64_t{3}}});
  torch::manual_seed(1);
  const auto model = family_with("unit", options).build(domains(256, 3, 3));
  constexpr int64_t kBlocks = 8 * (256 * 9 + 1) * 256;
  constexpr int64_t kEncoder =
      (3 * 49 + 1) * 64 + (64 * 16 + 1) * 128 + (128 * 16 + 1) * 256 + kBlocks;
  constexpr int64_t kDecoder =
      kBlocks + (256 * 25 + 3) * 128 + (128 * 25 + 3) * 64 + (64 * 49 + 1) * 3;
  constexpr int64_t kJudge = 3 * ((3 * 16 + 1) * 64 + (64 * 16 + 1) * 128 + (128 * 16 + 1) * 256 +
                                  (256 * 16 + 1) * 512 + 512 + 1);
  std::vector<std::pair<std::string, int64_t>> counts;
  for (const Network& network : model->networks()) {
    counts.emplace_back(network.name, 0);
    for (const at::Tensor& weight : network.module->parameters()) {
      counts.back().second += weight.numel();
    }
  }
  EXPECT_EQ(counts, (std::vector<std::pair<std::string, int64_t>>{{"encoder_a", kEncoder},
                                                                  {"encoder_b", kEncoder},
                                                                  {"decoder_a", kDecoder},
                                                                  {"decoder_b", kDecoder},
                                                                  {"discriminator_a", kJudge},
                                                                  {"discriminator_b", kJudge}}));
  for (const auto& layer : model->networks()[2].module->modules()) {
    const auto* norm = layer->as<torch::nn::GroupNormImpl>();
    if (norm == nullptr) continue;
    EXPECT_GE(norm->weight.min().item<float>(), 0.0F);
    EXPECT_NEAR(norm->weight.mean().item<float>(), 0.5F, 0.15F);
    EXPECT_TRUE(norm->bias.eq(0).all().item<bool>());
  }
}

TEST_F(UnitTest, WithoutSharedBlocksEachDomainHasItsOwn) {
  model_ = small_unit(kPublishedNetworks).build(domains(28, 1, 3));
  const torch::NoGradGuard no_gradients;
  const std::vector<std::string> expected = {"encoder_a", "encoder_b", "decoder_a", "decoder_b"};
  EXPECT_EQ(objective("generators").trains, expected);
  const at::Tensor a = batch_.field("a/images");
  auto& translates = require<TranslatesImages>(*model_);
  EXPECT_TRUE(
      at::equal(translates.translate(a, "a-to-b"), through("decoder_b", through("encoder_a", a))));
  const Losses losses = objective("generators").loss(batch_, context_);
  const at::Tensor kl = through("encoder_a", a).square().mean() +
                        through("encoder_b", batch_.field("b/images")).square().mean();
  EXPECT_TRUE(at::allclose(losses.terms[2], kl));
  EXPECT_TRUE(losses.total.isfinite().item<bool>());
}

TEST(Unit, TheImagesDecideWhatFits) {
  for (const int64_t side : {32, 64}) {
    const auto model = small_unit({{"num_scales", int64_t{3}}}).build(domains(side, 3, 3));
    const at::Tensor images = at::zeros({1, 3, side, side});
    EXPECT_EQ(require<TranslatesImages>(*model).translate(images, "b-to-a").sizes(),
              images.sizes());
  }
  const auto place_of_error = [](const OptionValues& options) -> std::string {
    try {
      small_unit(options).build(domains(28, 1, 1));
    } catch (const ConfigError& error) {
      return error.problem().where;
    }
    return "";
  };
  EXPECT_EQ(place_of_error({{"num_scales", int64_t{5}}}), "model.num_scales");
  EXPECT_EQ(place_of_error({{"num_shared_blocks", int64_t{3}}}), "model.num_shared_blocks");
}

}  // namespace
}  // namespace tandem
