// The GAN's options: each technique against what it is by definition, and what cannot go together.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using testing::HasSubstr;

constexpr int64_t kNumImages = 6;
const DataDescription kData{.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}};

/// The family with options given as in a configuration.
Family family_of(const std::string& options) {
  Family family = family_with("gan", {});
  parse_options(read_yaml("{" + options + "}", "model"), family.options);
  return family;
}

/// A small model with large weights, and what its losses are computed from.
class Small {
 public:
  explicit Small(const std::string& options) {
    torch::manual_seed(1);
    family_ = family_of(
        "latent_size: 4, generator_widths: [5], discriminator_widths: [7], dropout: 0, "
        "initial_deviation: 0.5" +
        (options.empty() ? options : ", " + options));
    model_ = family_.build(kData);
    images_ = at::rand({kNumImages, 1, 2, 3}) * 2 - 1;
    for (const Objective& objective : model_->objectives()) {
      model_->prepare(objective.name, batch(), context_);
    }
  }

  GenerativeModel& model() { return *model_; }
  Batch batch() const { return Batch({{"images", images_}}); }
  at::Tensor real() const { return images_.flatten(1); }

  Objective objective(const std::string& name) {
    for (Objective& each : model_->objectives()) {
      if (each.name == name) return each;
    }
    throw std::runtime_error("no objective " + name);
  }

  Losses losses(const std::string& name) {
    torch::manual_seed(2);
    return objective(name).loss(batch(), context_);
  }

  /// The fakes that losses() draws.
  at::Tensor fakes() {
    torch::manual_seed(2);
    auto& generates = require<Generates>(*model_);
    return generates.generate(generates.draw_latents(kNumImages)).flatten(1).detach();
  }

  at::Tensor tensor(size_t network, const std::string& name) {
    const auto& module = *model_->networks().at(network).module;
    const auto parameters = module.named_parameters();
    return parameters.contains(name) ? parameters[name] : module.named_buffers()[name];
  }

  /// The discriminator's hidden layer, and a score from it.
  at::Tensor hidden(const at::Tensor& samples) {
    return at::leaky_relu(at::linear(samples, tensor(1, "0.weight"), tensor(1, "0.bias")), 0.2);
  }
  at::Tensor score(const at::Tensor& features) {
    return at::linear(features, tensor(1, "2.weight"), tensor(1, "2.bias"));
  }

 private:
  Family family_;
  std::unique_ptr<GenerativeModel> model_;
  at::Tensor images_;
  Context context_{at::kCPU, 0, kNumImages};
};

void expect_near(const at::Tensor& value, const at::Tensor& expected) {
  EXPECT_TRUE(at::allclose(value, expected, 1e-5, 1e-6)) << value << " is not " << expected;
}

struct LossCase {
  std::string options;
  std::function<at::Tensor(const at::Tensor& real, const at::Tensor& fake)> discriminator;
  std::function<at::Tensor(const at::Tensor& fake)> generator;
};

using at::log_sigmoid;

std::vector<LossCase> loss_cases() {
  const auto cross_entropy = [](const at::Tensor& real, const at::Tensor& fake) {
    return -log_sigmoid(real).mean() - log_sigmoid(-fake).mean();
  };
  return {
      {"loss: non_saturating", cross_entropy,
       [](const at::Tensor& fake) { return -log_sigmoid(fake).mean(); }},
      {"loss: minimax", cross_entropy,
       [](const at::Tensor& fake) { return log_sigmoid(-fake).mean(); }},
      {"loss: least_squares",
       [](const at::Tensor& real, const at::Tensor& fake) {
         return (real - 1).square().mean() + fake.square().mean();
       },
       [](const at::Tensor& fake) { return (fake - 1).square().mean(); }},
      {"loss: hinge",
       [](const at::Tensor& real, const at::Tensor& fake) {
         return (1 - real).clamp_min(0).mean() + (1 + fake).clamp_min(0).mean();
       },
       [](const at::Tensor& fake) { return -fake.mean(); }},
      {"label_smoothing: 0.9",
       [](const at::Tensor& real, const at::Tensor& fake) {
         return -(log_sigmoid(real) * 0.9 + log_sigmoid(-real) * 0.1).mean() -
                log_sigmoid(-fake).mean();
       },
       [](const at::Tensor& fake) { return -log_sigmoid(fake).mean(); }},
  };
}

class GanLoss : public testing::TestWithParam<LossCase> {};

TEST_P(GanLoss, IsWhatItsNameSays) {
  Small small(GetParam().options);
  const at::Tensor real = small.score(small.hidden(small.real()));
  const at::Tensor fake = small.score(small.hidden(small.fakes()));
  const Losses discriminator = small.losses("discriminator");
  expect_near(discriminator.total, GetParam().discriminator(real, fake));
  expect_near(discriminator.terms[0] + discriminator.terms[1], discriminator.total.detach());
  expect_near(small.losses("generator").total, GetParam().generator(fake));
}

INSTANTIATE_TEST_SUITE_P(Losses, GanLoss, testing::ValuesIn(loss_cases()));

TEST(Gan, FeatureMatchingComparesMeansOfTheHiddenLayer) {
  Small small("feature_matching: true");
  const at::Tensor apart = small.hidden(small.real()).mean(0) - small.hidden(small.fakes()).mean(0);
  const Losses losses = small.losses("generator");
  expect_near(losses.total, apart.square().sum());
  const auto gradients =
      torch::autograd::grad({losses.total}, small.model().networks()[0].module->parameters());
  EXPECT_GT(gradients[0].abs().sum().item<double>(), 0.0);
}

TEST(Gan, MinibatchDiscriminationSeesRealAndFakeSamplesApart) {
  Small small("minibatch_discrimination: {kernels: 3, dimensions: 2}");
  const at::Tensor tensor = small.tensor(1, "minibatch_discrimination.tensor");
  const auto score = [&](const at::Tensor& samples) {
    const at::Tensor features = small.hidden(samples);
    const at::Tensor rows = at::einsum("na,abc->nbc", {features, tensor});
    const at::Tensor distances = (rows.unsqueeze(1) - rows.unsqueeze(0)).abs().sum(-1);
    return small.score(at::cat({features, (at::exp(-distances).sum(1) - 1) / (kNumImages - 1)}, 1));
  };
  const at::Tensor real = score(small.real());
  const at::Tensor fake = score(small.fakes());
  expect_near(small.losses("discriminator").total,
              -log_sigmoid(real).mean() - log_sigmoid(-fake).mean());
  expect_near(small.losses("generator").total, -log_sigmoid(fake).mean());
}

TEST(Gan, HistoricalAveragingAddsTheWeightedDistanceFromTheMean) {
  Small small("historical_averaging: 0.5");
  const std::string mean = "historical_average.mean_0";
  for (const auto& [network, name] : {std::pair{0U, "generator"}, std::pair{1U, "discriminator"}}) {
    const Losses first = small.losses(name);
    EXPECT_EQ(small.objective(name).terms.size(), first.terms.size());
    EXPECT_EQ(first.terms.back().item<double>(), 0.0);
    at::Tensor weight = small.tensor(network, "0.weight");
    const at::Tensor before = weight.detach().clone();
    {
      const torch::NoGradGuard no_gradients;
      weight.add_(1.0);
    }
    const Losses second = small.losses(name);
    expect_near(small.tensor(network, mean), before + 0.5);
    expect_near(second.terms.back(), at::full({}, 0.25 * static_cast<double>(before.numel())));
    if (network == 0) {
      EXPECT_TRUE(at::equal(small.tensor(1, mean), at::zeros({7, 6}))) << "not yet its turn";
    }
  }
}

TEST(Gan, WithoutHistoryTheLossDiffersByTheWeightedDistance) {
  Small with("historical_averaging: 0.5");
  Small without("");
  for (const std::string name : {"generator", "discriminator"}) {
    for (int update = 0; update < 2; ++update) {
      const Losses losses = with.losses(name);
      expect_near(losses.total, without.losses(name).total + losses.terms.back() * 0.5);
      const torch::NoGradGuard no_gradients;
      const size_t network = name == "generator" ? 0 : 1;
      with.tensor(network, "0.bias").add_(1.0);
      without.tensor(network, "0.bias").add_(1.0);
    }
  }
}

TEST(Gan, VirtualBatchNormLeavesSamplesIndependent) {
  Small small("virtual_batch_norm: both, batch_norm: false, reference_size: 3");
  const torch::NoGradGuard no_gradients;
  EXPECT_TRUE(at::equal(small.tensor(1, "reference"), small.real().narrow(0, 0, 3)));
  auto& generates = require<Generates>(small.model());
  const at::Tensor latents = generates.draw_latents(4);
  const at::Tensor images = generates.generate(latents);
  const at::Tensor alone = generates.generate(latents.narrow(0, 0, 1));
  expect_near(images.narrow(0, 0, 1), alone);
  // The definition: the statistics of the reference latents and the sample itself.
  const at::Tensor group = at::cat({small.tensor(0, "reference"), latents.narrow(0, 0, 1)});
  const auto linear = [&](const at::Tensor& input, const std::string& place) {
    return at::linear(input, small.tensor(0, place + ".weight"), small.tensor(0, place + ".bias"));
  };
  const at::Tensor normal =
      at::batch_norm(linear(group, "0"), small.tensor(0, "1.weight"), small.tensor(0, "1.bias"), {},
                     {}, /*training=*/true, 0.1, 1e-5, false);
  expect_near(alone.flatten(1), linear(at::leaky_relu(normal, 0.2), "3").tanh().narrow(0, 3, 1));
  EXPECT_TRUE(small.losses("discriminator").total.isfinite().item<bool>());
  EXPECT_TRUE(small.losses("generator").total.isfinite().item<bool>());
}

TEST(Gan, TheReferenceBatchIsChosenOnce) {
  Small small("virtual_batch_norm: discriminator, reference_size: 3");
  const at::Tensor before = small.tensor(1, "reference").clone();
  const Batch other({{"images", at::zeros({kNumImages, 1, 2, 3})}});
  small.model().prepare("generator", other, {at::kCPU, 0, kNumImages});
  EXPECT_TRUE(at::equal(small.tensor(1, "reference"), before));
}

TEST(Gan, MicroBatchesThatAreTooSmallAreRefused) {
  const auto message = [](const std::string& options, int64_t size) {
    Small small(options + ", reference_size: 3");
    return message_of<ConfigError>([&] { small.model().check_micro_batch_size(size); });
  };
  Small("").model().check_micro_batch_size(2);
  EXPECT_THAT(message("virtual_batch_norm: discriminator", 2), HasSubstr("model.reference_size"));
  EXPECT_THAT(message("batch_norm: true", 1), HasSubstr("model.batch_norm"));
}

TEST(Gan, AStepBeginsWithWhatTheUpdateOrderNames) {
  for (const std::string first : {"discriminator", "generator"}) {
    Family family = family_of("feature_matching: true, update_order: " + first + "_first");
    const auto model = family.build(kData);
    const auto objectives = family.objectives(*model);
    ASSERT_EQ(objectives.size(), 2U);
    EXPECT_EQ(objectives[0].name, first);
    EXPECT_EQ(objectives[0].batch_use, BatchUse::kDraws) << "nothing else has drawn a batch";
    EXPECT_EQ(objectives[1].batch_use, first == "generator" ? BatchUse::kDraws : BatchUse::kReuses);
  }
}

TEST(Gan, TheGeneratorSaysWhetherItLooksAtRealSamples) {
  EXPECT_EQ(Small("").objective("generator").batch_use, BatchUse::kNone);
  for (const char* options :
       {"feature_matching: true", "virtual_batch_norm: discriminator, reference_size: 3"}) {
    EXPECT_EQ(Small(options).objective("generator").batch_use, BatchUse::kReuses) << options;
  }
}

TEST(Gan, MaxoutUnitsAreTheLargestOfTheirPieces) {
  Small small("maxout_pieces: 2");
  const at::Tensor linear =
      at::linear(small.real(), small.tensor(1, "0.weight"), small.tensor(1, "0.bias"));
  const at::Tensor hidden = at::maximum(linear.slice(1, 0, 14, 2), linear.slice(1, 1, 14, 2));
  const at::Tensor scores =
      at::linear(hidden, small.tensor(1, "2.weight"), small.tensor(1, "2.bias"));
  EXPECT_NEAR(small.losses("discriminator").terms[0].item<float>(),
              at::softplus(-scores).mean().item<float>(), 1e-5);
}

TEST(Gan, WhatCannotGoTogetherIsRefusedByName) {
  const std::pair<std::string, std::string> cases[] = {
      {"feature_matching: true, discriminator_widths: []", "model.feature_matching"},
      {"label_smoothing: 0.9, loss: hinge", "model.label_smoothing"},
      {"virtual_batch_norm: generator", "model.virtual_batch_norm"},
      {"virtual_batch_norm: discriminator, discriminator_widths: []", "model.virtual_batch_norm"},
      {"label_smoothing: 0.5", "label_smoothing"},
      {"label_smoothing: 1.1", "label_smoothing"},
      {"historical_averaging: -1", "historical_averaging"},
      {"minibatch_discrimination: {kernels: -1}", "minibatch_discrimination.kernels"},
      {"loss: wasserstein", "loss"},
      {"update_order: critic_first", "update_order"},
  };
  for (const auto& [options, name] : cases) {
    EXPECT_THAT(message_of<ConfigError>([&] { family_of(options).build(kData); }), HasSubstr(name))
        << options;
  }
}

}  // namespace
}  // namespace tandem
