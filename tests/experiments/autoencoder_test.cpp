// The autoencoder: its penalties against formulas and numeric Jacobians, what it restores.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/nn/layers/spatial_frequencies.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Options = std::vector<std::pair<std::string, OptionValue>>;

constexpr int64_t kCount = 4;

std::unique_ptr<GenerativeModel> autoencoder(const Options& options, int64_t side = 3) {
  torch::manual_seed(1);
  return family_with("autoencoder", options)
      .build({.fields = {{.name = "images", .shape = {side, side, 1}, .type = "uint8"}}});
}

at::Tensor images_of(int64_t side = 3) { return at::rand({kCount, 1, side, side}); }

Losses losses_of(GenerativeModel& model, const at::Tensor& images) {
  return model.objectives()[0].loss(Batch({{"images", images}}), {at::kCPU, 0, kCount});
}

/// A term of the losses by its name.
double term_of(GenerativeModel& model, const Losses& losses, const std::string& name) {
  const Objective objective = model.objectives()[0];
  for (size_t k = 0; k < objective.terms.size(); ++k) {
    if (objective.terms[k] == name) return losses.terms[k].item<double>();
  }
  ADD_FAILURE() << "there is no term " << name;
  return 0.0;
}

at::Tensor encoded(GenerativeModel& model, const at::Tensor& images) {
  return require<Encodes>(model).encode(images);
}

at::Tensor reconstructed(GenerativeModel& model, const at::Tensor& images) {
  return require<Reconstructs>(model).reconstruct(images);
}

double total_minus_reconstruction(GenerativeModel& model, const Losses& losses) {
  return losses.total.item<double>() - term_of(model, losses, "reconstruction");
}

TEST(Autoencoder, ErrorsAreSummedOverThePixels) {
  const at::Tensor images = images_of();
  for (const char* loss : {"mse", "sigmoid_mse"}) {
    const auto model = autoencoder({{"loss", std::string(loss)}});
    const Losses losses = losses_of(*model, images);
    const at::Tensor output = reconstructed(*model, images);
    const double sum = (output - images).square().sum().item<double>() / kCount;
    EXPECT_NEAR(losses.total.item<double>(), sum, 1e-5) << loss;
    EXPECT_NEAR(term_of(*model, losses, "mse"), sum / 9, 1e-6) << loss;
    const bool is_sigmoid = std::string(loss) == "sigmoid_mse";
    EXPECT_EQ((output.gt(0) & output.lt(1)).all().item<bool>(), is_sigmoid) << loss;
  }
  const auto model = autoencoder({{"loss", std::string("bernoulli")}});
  const at::Tensor means = reconstructed(*model, images);
  const at::Tensor entropy = -(images * means.log() + (1 - images) * (1 - means).log());
  EXPECT_NEAR(losses_of(*model, images).total.item<double>(), entropy.sum().item<double>() / kCount,
              1e-4);
}

TEST(Autoencoder, TheL1PenaltyIsTheMeanAbsoluteSumOfTheCode) {
  const auto model = autoencoder({{"sparsity.kind", std::string("l1")},
                                  {"sparsity.weight", 0.7},
                                  {"code_activation", std::string("tanh")}});
  const at::Tensor images = images_of();
  const Losses losses = losses_of(*model, images);
  const double expected = encoded(*model, images).abs().sum().item<double>() / kCount;
  EXPECT_NEAR(term_of(*model, losses, "sparsity"), expected, 1e-5);
  EXPECT_NEAR(total_minus_reconstruction(*model, losses), 0.7 * expected, 1e-5);
}

TEST(Autoencoder, TheDivergenceIsOfEachUnitsMeanOverTheMicroBatch) {
  const auto model = autoencoder({{"sparsity.kind", std::string("kl")},
                                  {"sparsity.weight", 2.0},
                                  {"sparsity.target", 0.2},
                                  {"code_activation", std::string("sigmoid")}});
  const at::Tensor images = images_of();
  const Losses losses = losses_of(*model, images);
  const at::Tensor mean = encoded(*model, images).mean(0);
  const at::Tensor divergence = 0.2 * (0.2 / mean).log() + 0.8 * (0.8 / (1 - mean)).log();
  const double expected = divergence.sum().item<double>();
  EXPECT_NEAR(term_of(*model, losses, "sparsity"), expected, 1e-4);
  EXPECT_NEAR(total_minus_reconstruction(*model, losses), 2.0 * expected, 1e-4);
  EXPECT_NEAR(term_of(*model, losses, "activation"), mean.mean().item<double>(), 1e-6);
}

/// ‖∂code/∂image‖²_F averaged over the images, by central differences.
double numeric_jacobian_norm(GenerativeModel& model, const at::Tensor& images) {
  const torch::NoGradGuard no_gradients;
  constexpr double kStep = 1e-6;
  double sum = 0.0;
  for (int64_t pixel = 0; pixel < images[0].numel(); ++pixel) {
    at::Tensor shift = at::zeros_like(images);
    shift.flatten(1).select(1, pixel).fill_(kStep);
    const at::Tensor slope =
        (encoded(model, images + shift) - encoded(model, images - shift)) / (2 * kStep);
    sum += slope.square().sum().item<double>();
  }
  return sum / static_cast<double>(images.size(0));
}

class ContractionTest : public testing::TestWithParam<std::pair<std::string, Options>> {
 protected:
  ContractionTest() {
    Options options = GetParam().second;
    options.insert(options.end(), {{"contraction.weight", 0.5}, {"latent_size", int64_t{3}}});
    model_ = autoencoder(options, kSide);
    const torch::NoGradGuard no_gradients;
    for (const Network& network : model_->networks()) {
      network.module->to(at::kDouble);
      // Weights as of a trained network: those of the start make Jacobians that hardly change.
      for (at::Tensor parameter : network.module->parameters()) parameter.mul_(3.0);
    }
  }

  static constexpr int64_t kSide = 8;
  std::unique_ptr<GenerativeModel> model_;
  at::Tensor images_ = images_of(kSide).to(at::kDouble);
};

TEST_P(ContractionTest, TheNormIsThatOfTheNumericJacobian) {
  const Losses losses = losses_of(*model_, images_);
  const double expected = numeric_jacobian_norm(*model_, images_);
  EXPECT_NEAR(term_of(*model_, losses, "jacobian") / expected, 1.0, 1e-5);
  EXPECT_NEAR(total_minus_reconstruction(*model_, losses) / expected, 0.5, 1e-5);
}

/// By the weights next to the image, whose influence goes through all that is above them.
TEST_P(ContractionTest, ThePenaltyIsDifferentiatedThroughTheJacobian) {
  at::Tensor weight = model_->networks()[0].module->parameters().front();
  const auto slope_of = [&](const at::Tensor& value) {
    return torch::autograd::grad({value}, {weight})[0].flatten();
  };
  const at::Tensor error = (reconstructed(*model_, images_) - images_).square().sum() / kCount;
  const at::Tensor slope = slope_of(losses_of(*model_, images_).total) - slope_of(error);
  const torch::NoGradGuard no_gradients;
  at::Tensor flat = weight.view(-1);
  double largest = 0.0;
  for (const int64_t place : {int64_t{0}, flat.numel() / 2, flat.numel() - 1}) {
    constexpr double kStep = 1e-4;
    const auto norm_at = [&](double shift) {
      flat[place] += shift;
      const double norm = numeric_jacobian_norm(*model_, images_);
      flat[place] -= shift;
      return norm;
    };
    const double expected = 0.5 * (norm_at(kStep) - norm_at(-kStep)) / (2 * kStep);
    EXPECT_NEAR(slope[place].item<double>(), expected, 1e-5 + 1e-3 * std::abs(expected)) << place;
    largest = std::max(largest, std::abs(expected));
  }
  EXPECT_GT(largest, 1e-3) << "there is something to find";
}

INSTANTIATE_TEST_SUITE_P(
    Encoders, ContractionTest,
    testing::Values(
        std::pair{"OneSigmoidLayer", Options{{"code_activation", std::string("sigmoid")}}},
        std::pair{"OneTanhLayer", Options{{"code_activation", std::string("tanh")}}},
        std::pair{"Deep", Options{{"hidden_widths", std::vector<int64_t>{6, 5}},
                                  {"activation", std::string("silu")},
                                  {"code_activation", std::string("sigmoid")}}},
        std::pair{"LinearPath",
                  Options{{"linear_path", true}, {"code_activation", std::string("sigmoid")}}},
        std::pair{"Convolutional", Options{{"architecture", std::string("convolutional")},
                                           {"base_channels", int64_t{3}},
                                           {"code_activation", std::string("sigmoid")}}}),
    [](const auto& instance) { return instance.param.first; });

/// More units than have a pass of their own: random probes, right on average.
TEST(Autoencoder, ProbesEstimateTheNormOfManyUnits) {
  const auto model = autoencoder({{"latent_size", int64_t{70}},
                                  {"code_activation", std::string("tanh")},
                                  {"contraction.measured", true},
                                  {"contraction.probes", int64_t{50}}});
  for (const Network& network : model->networks()) network.module->to(at::kDouble);
  const at::Tensor images = images_of().to(at::kDouble);
  const double exact = numeric_jacobian_norm(*model, images);
  double sum = 0.0;
  for (int draw = 0; draw < 20; ++draw) {
    const Losses losses = losses_of(*model, images);
    sum += term_of(*model, losses, "jacobian");
    EXPECT_EQ(total_minus_reconstruction(*model, losses), 0.0) << "it is only measured";
  }
  EXPECT_NEAR(sum / 20 / exact, 1.0, 0.03);
}

TEST(Autoencoder, RestoresCorruptedCopiesToCleanImages) {
  const auto model =
      autoencoder({{"corruption.kind", std::string("masking")}, {"corruption.level", 1.0}});
  auto& corrupts = require<Corrupts>(*model);
  EXPECT_EQ(corrupts.corruption(), "masking 1.0");
  const at::Tensor images = images_of();
  const at::Tensor black = at::zeros_like(images);
  EXPECT_TRUE(at::equal(corrupts.corrupt(images), black));
  const at::Tensor error = (reconstructed(*model, black) - images).square().sum() / kCount;
  EXPECT_NEAR(losses_of(*model, images).total.item<double>(), error.item<double>(), 1e-5);
  EXPECT_FALSE(at::equal(encoded(*model, images), encoded(*model, black)))
      << "codes are those of the images that are given";
  EXPECT_EQ(require<Corrupts>(*autoencoder({})).corruption(), "");
}

TEST(Autoencoder, ATiedDecoderHasTheEncodersWeightsTransposed) {
  const auto model = autoencoder({{"tied", true},
                                  {"hidden_widths", std::vector<int64_t>{5}},
                                  {"latent_size", int64_t{4}},
                                  {"activation", std::string("tanh")}});
  const auto encoder = model->networks()[0].module->named_parameters();
  const auto decoder = model->networks()[1].module->named_parameters();
  EXPECT_EQ(decoder.size(), 2U) << "biases";
  {
    const torch::NoGradGuard no_gradients;
    for (const auto& each : decoder) at::Tensor(each.value()).normal_();
  }
  const at::Tensor images = images_of();
  const at::Tensor code = encoded(*model, images);
  const at::Tensor hidden = (code.mm(encoder["2.weight"]) + decoder["0.bias"]).tanh();
  const at::Tensor output = hidden.mm(encoder["0.weight"]) + decoder["2.bias"];
  EXPECT_TRUE(at::allclose(reconstructed(*model, images).flatten(1), output, 1e-5, 1e-6));
}

TEST(Autoencoder, WithALinearPathItStartsAsTheProjectionOnTheLowestFrequencies) {
  for (const char* architecture : {"mlp", "convolutional"}) {
    const auto model = autoencoder({{"architecture", std::string(architecture)},
                                    {"linear_path", true},
                                    {"base_channels", int64_t{3}},
                                    {"latent_size", int64_t{6}}},
                                   8);
    const at::Tensor images = images_of(8);
    const at::Tensor rows = lowest_frequencies(6, 1, 8, 8);
    const at::Tensor code = images.flatten(1).mm(rows.t());
    EXPECT_TRUE(at::allclose(encoded(*model, images), code, 1e-4, 1e-5)) << architecture;
    const at::Tensor output = reconstructed(*model, images).flatten(1);
    EXPECT_TRUE(at::allclose(output, code.mm(rows), 1e-4, 1e-5)) << architecture;
    EXPECT_EQ(model->objectives()[0].trains,
              (std::vector<std::string>{"encoder", "decoder", "linear_encoder", "linear_decoder"}));
    // The decoder, which starts at nothing, is trained from the first step on.
    const auto parameters = model->networks()[1].module->parameters();
    const at::Tensor weight = parameters[parameters.size() - 2];
    const at::Tensor slope = torch::autograd::grad({losses_of(*model, images).total}, {weight})[0];
    EXPECT_GT(slope.abs().max().item<double>(), 1e-3) << architecture;
  }
}

TEST(Autoencoder, WeightsForSigmoidsFillTheirRange) {
  for (const bool tied : {true, false}) {
    const auto model = autoencoder({{"initialization", std::string("sigmoid")},
                                    {"latent_size", int64_t{100}},
                                    {"tied", tied}});
    const double bound = 4.0 * std::sqrt(6.0 / (9 + 100));
    for (const Network& network : model->networks()) {
      for (const auto& each : network.module->named_parameters()) {
        const double largest = each.value().abs().max().item<double>();
        if (each.value().dim() == 1) {
          EXPECT_EQ(largest, 0.0) << network.name << " " << each.key();
        } else {
          EXPECT_LE(largest, bound * 1.0001) << network.name;
          EXPECT_GT(largest, bound * 0.95) << network.name;
        }
      }
    }
  }
}

TEST(Autoencoder, RefusesWhatDoesNotFit) {
  const auto refusal = [](const Options& options) {
    return message_of<ConfigError>([&] { autoencoder(options, 8); });
  };
  const std::pair<std::string, OptionValue> convolutional{"architecture",
                                                          std::string("convolutional")};
  EXPECT_THAT(refusal({{"sparsity.kind", std::string("kl")}}),
              testing::HasSubstr("model.code_activation"));
  EXPECT_THAT(refusal({convolutional, {"tied", true}}), testing::HasSubstr("model.tied"));
  EXPECT_THAT(refusal({convolutional, {"hidden_widths", std::vector<int64_t>{5}}}),
              testing::HasSubstr("model.hidden_widths"));
  EXPECT_THAT(refusal({convolutional, {"initialization", std::string("sigmoid")}}),
              testing::HasSubstr("model.initialization"));
  EXPECT_THAT(refusal({{"linear_path", true}, {"tied", true}}), testing::HasSubstr("model.tied"));
  EXPECT_THAT(refusal({{"linear_path", true}, {"latent_size", int64_t{65}}}),
              testing::HasSubstr("at most 64"));
}

}  // namespace
}  // namespace tandem
