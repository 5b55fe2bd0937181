// GAN whose codes can be read off its images: it maximises a bound of their mutual information
// (Chen et al., "InfoGAN", 2016).
#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/detached_images.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/model/losses/information.h"
#include "framework/nn/layers/initialization.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

// As published.
constexpr double kNegativeSlope = 0.1;
constexpr TrunkEnd kTrunkEnd = TrunkEnd::kExactHalving;  // as published, before a wide layer

enum class InformationIn { kBoth, kGenerator };
constexpr Choice<InformationIn> kInformationIn[] = {{"both", InformationIn::kBoth},
                                                    {"generator", InformationIn::kGenerator}};

struct InfoganOptions {
  int64_t noise_size = 62;
  int64_t categorical_codes = 1;
  int64_t num_categories = 10;
  int64_t continuous_codes = 2;
  double code_deviation = 1.0;
  double categorical_weight = 1.0;
  double continuous_weight = 1.0;
  InformationIn information_in = InformationIn::kBoth;
  int64_t base_channels = 64;
  int64_t hidden_size = 1024;
  int64_t code_hidden_size = 128;
  std::string update_order = "discriminator_first";
};

OptionTable<InfoganOptions> option_table() {
  return OptionTable<InfoganOptions>()
      .field("noise_size", &InfoganOptions::noise_size,
             "Number of latent dimensions without a meaning, drawn evenly from [-1, 1].",
             at_least(1))
      .field("categorical_codes", &InfoganOptions::categorical_codes,
             "Number of categorical codes; the first one sorts images into groups.", at_least(1))
      .field("num_categories", &InfoganOptions::num_categories,
             "Categories of each categorical code.", at_least(2))
      .field("continuous_codes", &InfoganOptions::continuous_codes,
             "Number of continuous codes, drawn evenly from [-1, 1].", at_least(0))
      .field("code_deviation", &InfoganOptions::code_deviation,
             "Fixed standard deviation of the Gaussian with which a continuous code is predicted.",
             above(0.0))
      .field("categorical_weight", &InfoganOptions::categorical_weight,
             "Weight of the information about the categorical codes.", at_least(0.0))
      .live()
      .field("continuous_weight", &InfoganOptions::continuous_weight,
             "Weight of the information about the continuous codes.", at_least(0.0))
      .live()
      .choice(
          "information_in", &InfoganOptions::information_in,
          "Objectives with the information in their loss: both, where the code head is trained "
          "with the discriminator; or generator, where it is trained with the generator and the "
          "trunk that it reads is not.",
          kInformationIn)
      .field("base_channels", &InfoganOptions::base_channels,
             "Channels of the convolutions next to the image; doubled at every smaller size. Batch "
             "norm has the statistics of a micro-batch.",
             at_least(1))
      .field("hidden_size", &InfoganOptions::hidden_size,
             "Width of the hidden linear layer of generator and trunk.", at_least(1))
      .field("code_hidden_size", &InfoganOptions::code_hidden_size,
             "Width of the hidden layer of the code head.", at_least(1))
      .field("update_order", &InfoganOptions::update_order, "Which network a step begins with.",
             one_of(update_orders({"discriminator", "generator"})));
}

std::vector<Condition> codes_of(const InfoganOptions& options) {
  std::vector<Condition> codes;
  for (int64_t i = 1; i <= options.categorical_codes; ++i) {
    codes.push_back({"category_" + std::to_string(i), options.num_categories});
  }
  for (int64_t i = 1; i <= options.continuous_codes; ++i) {
    codes.push_back({"code_" + std::to_string(i)});
  }
  return codes;
}

/// Appends a linear layer with batch norm and leaky ReLU.
void push_hidden(nn::SequentialImpl& layers, int64_t in, int64_t out, double negative_slope) {
  layers.push_back(nn::Linear(in, out));
  layers.push_back(nn::BatchNorm1d(out));
  layers.push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(negative_slope)));
}

/// Appends the layers themselves, not copies.
void extend(nn::SequentialImpl& layers, const nn::Sequential& more) {
  for (const auto& layer : *more) layers.push_back(layer);
}

StridedOptions strided(const InfoganOptions& options, const ImageShape& image) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.base_channels,
          .negative_slope = kNegativeSlope};
}

class Infogan : public GenerativeModel,
                public Generates,
                public GeneratesOnCondition,
                public Clusters {
 public:
  Infogan(const InfoganOptions& options, const DataDescription& data)
      : options_(options), latents_(options.noise_size, codes_of(options)) {
    const StridedOptions shape = strided(options, image_shape(data));
    push_hidden(*generator_, latents_.size(), options.hidden_size, 0.0);
    extend(*generator_, strided_generator(shape, options.hidden_size));
    extend(*trunk_, strided_trunk(shape, kTrunkEnd));
    push_hidden(*trunk_, trunk_features(shape, kTrunkEnd), options.hidden_size, kNegativeSlope);
    discriminator_head_->push_back(nn::Linear(options.hidden_size, 1));
    push_hidden(*code_head_, options.hidden_size, options.code_hidden_size, kNegativeSlope);
    code_head_->push_back(
        nn::Linear(options.code_hidden_size, latents_.size() - options.noise_size));
    // All anew: the layers that were pushed here have LibTorch's own weights.
    for (const Network& network : networks()) {
      initialize_normal(*network.module, shape.initial_deviation);
    }
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()},
            {"trunk", trunk_.ptr()},
            {"discriminator_head", discriminator_head_.ptr()},
            {"code_head", code_head_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    const bool in_both = options_.information_in == InformationIn::kBoth;
    Objective discriminator{.name = "discriminator",
                            .trains = {"trunk", "discriminator_head"},
                            .terms = {"real", "fake"},
                            .loss = [this](const Batch& batch, const Context&) {
                              return discriminator_loss(batch.field("images"));
                            }};
    Objective generator{
        .name = "generator",
        .trains = {"generator"},
        .terms = information_terms(),
        .loss = [this](const Batch&,
                       const Context& context) { return generator_loss(context.micro_batch_size); },
        .batch_use = BatchUse::kNone};
    // One of the two trains it; with both, the loss of the generator only reaches through it.
    (in_both ? discriminator : generator).trains.emplace_back("code_head");
    if (in_both) {
      // Behind its own, where add_information puts them.
      for (const std::string& term : generator.terms) discriminator.terms.push_back(term);
    }
    return {discriminator, generator};
  }

  void check_micro_batch_size(int64_t size) const override {
    if (size > 1) return;
    throw ConfigError({.what = "batch norm needs more than one sample in a micro-batch",
                       .where = "batch.micro_batches",
                       .expected = "at most half of batch.size"});
  }

  at::Tensor draw_latents(int64_t count) override {
    const at::Tensor noise = at::rand({count, options_.noise_size}, latent_options(*generator_));
    return latents_.draw_behind(noise.mul_(2.0).sub_(1.0));
  }

  at::Tensor generate(const at::Tensor& latents) override { return generator_->forward(latents); }

  std::vector<Condition> conditions() const override { return latents_.conditions(); }

  at::Tensor with_condition(const at::Tensor& latents, const std::string& condition,
                            const at::Tensor& values) override {
    return latents_.with_condition(latents, condition, values);
  }

  at::Tensor condition_values(const at::Tensor& latents, const std::string& condition) override {
    return latents_.condition_values(latents, condition);
  }

  at::Tensor cluster(const at::Tensor& images) override {
    return code_head_->forward(trunk_->forward(images)).narrow(1, 0, options_.num_categories);
  }

 private:
  std::vector<std::string> information_terms() const {
    std::vector<std::string> terms = {"categorical"};
    if (options_.continuous_codes > 0) terms.emplace_back("continuous");
    return terms;
  }

  /// Adds to losses the bound of the information that the trunk's features hold about the codes of
  /// the latents that they come from: it is to grow.
  void add_information(Losses& losses, const at::Tensor& features, const at::Tensor& latents) {
    const at::Tensor predicted = code_head_->forward(features);
    const auto part = [&](const at::Tensor& all, int64_t begin, int64_t count) {
      return all.narrow(1, begin, count);
    };
    at::Tensor categorical;
    int64_t begin = 0;
    for (int64_t i = 0; i < options_.categorical_codes; ++i, begin += options_.num_categories) {
      const at::Tensor information =
          categorical_information(part(predicted, begin, options_.num_categories),
                                  latents_.part(latents, static_cast<size_t>(i)));
      categorical = categorical.defined() ? categorical + information : information;
    }
    losses.terms.push_back(categorical.detach());
    losses.total = at::sub(losses.total, categorical, options_.categorical_weight);
    // `begin` is now behind the categories, where the continuous codes follow.
    if (options_.continuous_codes == 0) return;
    const int64_t count = options_.continuous_codes;
    const at::Tensor continuous = continuous_information(
        part(predicted, begin, count), part(latents, options_.noise_size + begin, count),
        options_.code_deviation);
    losses.terms.push_back(continuous.detach());
    losses.total = at::sub(losses.total, continuous, options_.continuous_weight);
  }

  Losses discriminator_loss(const at::Tensor& real) {
    const at::Tensor latents = draw_latents(real.size(0));
    const at::Tensor fake = detached_images(*this, latents);
    // Apart, so that batch norm sees one kind at a time.
    const at::Tensor real_features = trunk_->forward(real);
    const at::Tensor fake_features = trunk_->forward(fake);
    const at::Tensor scores = discriminator_head_->forward(at::cat({real_features, fake_features}));
    const RealFakeLosses adversarial = real_fake_cross_entropy(scores, real.size(0));
    Losses losses{{adversarial.real, adversarial.fake}, adversarial.total};
    if (options_.information_in == InformationIn::kBoth) {
      add_information(losses, fake_features, latents);
    }
    return losses;
  }

  /// Of fakes that are to be taken for real, and whose codes are to be read off them.
  Losses generator_loss(int64_t count) {
    const at::Tensor latents = draw_latents(count);
    const at::Tensor features = trunk_->forward(generate(latents));
    // Fakes that count as real: the non-saturating loss.
    Losses losses{{}, real_fake_cross_entropy(discriminator_head_->forward(features), count).total};
    add_information(losses, features, latents);
    return losses;
  }

  InfoganOptions options_;
  LatentLayout latents_;
  nn::Sequential generator_;
  nn::Sequential trunk_;
  nn::Sequential discriminator_head_;
  nn::Sequential code_head_;
};

std::vector<LearnerDefaults> learners(const InfoganOptions& options) {
  // Rates of the paper: the generator learns five times as fast.
  const std::vector<double> betas = {0.5, 0.999};
  return ordered_by(options.update_order,
                    {{"discriminator", {.learning_rate = 2e-4, .betas = betas}},
                     {"generator", {.learning_rate = 1e-3, .betas = betas}}});
}

}  // namespace

Family infogan_family() {
  return make_family<Infogan>(
      {.name = "infogan",
       .sentence = "GAN with categorical and continuous codes that can be read off its images.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4", "model.hidden_size=24"}},
      option_table(), learners);
}

}  // namespace tandem
