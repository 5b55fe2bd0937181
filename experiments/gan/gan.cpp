// Generative adversarial network of two multilayer perceptrons (Goodfellow et al., 2014), with the
// techniques of Salimans et al., "Improved techniques for training GANs", 2016, as options.
#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/historical_average.h"
#include "framework/nn/layers/initialization.h"
#include "framework/nn/layers/minibatch_discrimination.h"
#include "framework/nn/layers/virtual_batch_norm.h"
#include "framework/nn/networks/multilayer_perceptron.h"

namespace tandem {
namespace {

/// Which networks have virtual batch norm.
enum class Normalized { kNone, kGenerator, kDiscriminator, kBoth };
constexpr Choice<Normalized> kNormalized[] = {{"none", Normalized::kNone},
                                              {"generator", Normalized::kGenerator},
                                              {"discriminator", Normalized::kDiscriminator},
                                              {"both", Normalized::kBoth}};

struct MinibatchOptions {
  int64_t kernels = 0;
  int64_t dimensions = 5;
};

struct GanOptions {
  int64_t latent_size = 100;
  std::vector<int64_t> generator_widths = {256, 512, 1024};
  std::vector<int64_t> discriminator_widths = {512, 256};
  bool batch_norm = true;
  int64_t maxout_pieces = 0;
  double input_dropout = 0.0;
  double dropout = 0.3;
  double negative_slope = 0.2;
  double initial_deviation = 0.02;
  AdversarialLoss loss = AdversarialLoss::kNonSaturating;
  std::string update_order = "discriminator_first";
  double label_smoothing = 1.0;
  bool feature_matching = false;
  double historical_averaging = 0.0;
  Normalized virtual_batch_norm = Normalized::kNone;
  int64_t reference_size = 16;
  MinibatchOptions minibatch_discrimination;

  /// Whether that network has virtual batch norm.
  bool has_reference(Normalized network) const {
    return virtual_batch_norm == network || virtual_batch_norm == Normalized::kBoth;
  }
};

OptionTable<MinibatchOptions> minibatch_option_table() {
  return OptionTable<MinibatchOptions>()
      .field("kernels", &MinibatchOptions::kernels,
             "Number of such features; 0: no minibatch discrimination.", at_least(0))
      .field("dimensions", &MinibatchOptions::dimensions,
             "Dimensions in which a kernel measures distances.", at_least(1));
}

/// Of the techniques of Salimans et al.
OptionTable<GanOptions> with_techniques(OptionTable<GanOptions> table) {
  return table
      .field("label_smoothing", &GanOptions::label_smoothing,
             "Target of real samples, those of fake ones being 0; 1: no smoothing.", above(0.5),
             at_most(1.0))
      .field("feature_matching", &GanOptions::feature_matching,
             "The generator minimises the squared distance between the means of the "
             "discriminator's last hidden layer over real and over fake samples of a micro-batch, "
             "instead of its own loss.")
      .field("historical_averaging", &GanOptions::historical_averaging,
             "Weight in both losses of the squared distance between a network's weights and their "
             "mean over all updates so far.",
             at_least(0.0))
      .live_above_zero()
      .choice("virtual_batch_norm", &GanOptions::virtual_batch_norm,
              "Which networks normalise each sample by the statistics of a fixed reference batch "
              "and itself, before each activation.",
              kNormalized)
      .field("reference_size", &GanOptions::reference_size,
             "Samples of a reference batch; the discriminator's are the first of the first "
             "micro-batch, the generator's are latents drawn once.",
             at_least(2))
      .section("minibatch_discrimination", &GanOptions::minibatch_discrimination,
               "Features by which the discriminator sees how alike the samples of a micro-batch "
               "are, real and fake ones apart.",
               minibatch_option_table());
}

OptionTable<GanOptions> option_table() {
  return with_techniques(
      OptionTable<GanOptions>()
          .field("latent_size", &GanOptions::latent_size, "Number of latent dimensions.",
                 at_least(1))
          .field("generator_widths", &GanOptions::generator_widths,
                 "Widths of the generator's hidden layers.", at_least(1))
          .field("discriminator_widths", &GanOptions::discriminator_widths,
                 "Widths of the discriminator's hidden layers.", at_least(1))
          .field("batch_norm", &GanOptions::batch_norm,
                 "Batch norm in the generator; its statistics are those of a micro-batch.")
          .field(
              "maxout_pieces", &GanOptions::maxout_pieces,
              "Above 0: the discriminator's hidden units are the largest of so many linear ones, "
              "in place of the leaky ReLU.",
              at_least(0))
          .field("input_dropout", &GanOptions::input_dropout,
                 "Probability with which a pixel that the discriminator sees is dropped.",
                 at_least(0.0), below(1.0))
          .field("dropout", &GanOptions::dropout,
                 "Probability with which the discriminator's hidden units are dropped.",
                 at_least(0.0), below(1.0))
          .field("negative_slope", &GanOptions::negative_slope,
                 "Slope of the leaky ReLU below zero.", between(0.0, 1.0))
          .field("initial_deviation", &GanOptions::initial_deviation,
                 "Standard deviation of the initial weights.", above(0.0))
          .choice("loss", &GanOptions::loss,
                  "What the networks minimise: the cross-entropy, where the generator maximises "
                  "log D (non_saturating) or minimises log(1 - D) (minimax); squared distances to "
                  "the targets 1 and 0 (least_squares); or hinge.",
                  kUnboundedLosses)
          .field("update_order", &GanOptions::update_order, "Which network a step updates first.",
                 one_of(update_orders({"discriminator", "generator"}))));
}

void refuse(const std::string& option, const std::string& what, const std::string& advice) {
  throw ConfigError({.what = what, .where = "model." + option, .advice = advice});
}

/// The options, if they go together.
const GanOptions& checked(const GanOptions& options) {
  if (options.feature_matching && options.discriminator_widths.empty()) {
    refuse("feature_matching", "the discriminator has no hidden layer whose features could match",
           "Give discriminator_widths at least one width.");
  }
  if (options.label_smoothing < 1.0 && options.loss == AdversarialLoss::kHinge) {
    refuse("label_smoothing", "the hinge loss has no targets that could be smoothed",
           "Set label_smoothing to 1 or choose another loss.");
  }
  if (options.has_reference(Normalized::kGenerator) && options.batch_norm) {
    refuse("virtual_batch_norm", "the generator has batch norm already",
           "Set batch_norm to false or virtual_batch_norm to discriminator or none.");
  }
  if ((options.has_reference(Normalized::kGenerator) && options.generator_widths.empty()) ||
      (options.has_reference(Normalized::kDiscriminator) && options.discriminator_widths.empty())) {
    refuse("virtual_batch_norm", "the network has no hidden layer to normalise",
           "Give generator_widths and discriminator_widths at least one width.");
  }
  return options;
}

class Gan : public GenerativeModel, public Generates {
 public:
  Gan(const GanOptions& options, const DataDescription& data)
      : options_(checked(options)),
        image_(image_shape(data)),
        generator_(MultilayerOptions{
            .widths =
                joined_widths(options.latent_size, options.generator_widths, image_.num_pixels()),
            .negative_slope = options.negative_slope,
            .batch_norm = options.batch_norm,
            .num_reference =
                options.has_reference(Normalized::kGenerator) ? options.reference_size : 0}),
        discriminator_(MultilayerOptions{
            .widths = joined_widths(image_.num_pixels(), options.discriminator_widths, 1),
            .negative_slope = options.negative_slope,
            .maxout_pieces = options.maxout_pieces,
            .input_dropout = options.input_dropout,
            .dropout = options.dropout,
            .num_reference =
                options.has_reference(Normalized::kDiscriminator) ? options.reference_size : 0,
            .num_appended = options.minibatch_discrimination.kernels}) {
    generator_->push_back(torch::nn::Tanh());
    initialize_normal(*generator_, options.initial_deviation);
    initialize_normal(*discriminator_, options.initial_deviation);
    add_techniques();
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"discriminator", discriminator_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    Objective discriminator{.name = "discriminator",
                            .trains = {"discriminator"},
                            .terms = {"real", "fake"},
                            .loss = [this](const Batch& batch, const Context&) {
                              return discriminator_loss(batch.field("images").flatten(1));
                            }};
    Objective generator{.name = "generator",
                        .trains = {"generator"},
                        .loss =
                            [this](const Batch& batch, const Context& context) {
                              return generator_loss(batch, context.micro_batch_size);
                            },
                        .batch_use = batch_use_of_generator()};
    if (options_.historical_averaging > 0) {
      discriminator.terms.emplace_back("historical_distance");
      generator.terms.emplace_back("historical_distance");
    }
    return {discriminator, generator};
  }

  void check_micro_batch_size(int64_t size) const override {
    if (options_.has_reference(Normalized::kDiscriminator) && size < options_.reference_size) {
      throw ConfigError({.what = "a micro-batch has fewer samples than the reference batch",
                         .where = "model.reference_size",
                         .expected = "at most " + std::to_string(size) +
                                     ", which is batch.size divided by batch.micro_batches",
                         .got = std::to_string(options_.reference_size)});
    }
    if (options_.batch_norm && size < 2) {
      throw ConfigError({.what = "batch norm needs more than one sample in a micro-batch",
                         .where = "model.batch_norm",
                         .expected = "false where batch.size equals batch.micro_batches",
                         .got = "true"});
    }
  }

  /// The reference batch is taken from the first real samples that any objective sees.
  void prepare(const std::string&, const Batch& batch, const Context&) override {
    // All zeros mean that none was taken: real samples in [−1, 1] are not grey all over.
    if (!real_reference_.defined() || real_reference_.any().item<bool>()) return;
    real_reference_.copy_(batch.field("images").flatten(1).narrow(0, 0, options_.reference_size));
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, options_.latent_size, *generator_);
  }

  at::Tensor generate(const at::Tensor& latents) override {
    return fakes(latents).view({latents.size(0), image_.channels, image_.height, image_.width});
  }

 private:
  /// What the networks have beyond their layers.
  void add_techniques() {
    if (options_.has_reference(Normalized::kGenerator)) {
      latent_reference_ =
          generator_->register_buffer("reference", draw_latents(options_.reference_size));
    }
    if (options_.has_reference(Normalized::kDiscriminator)) {
      real_reference_ = discriminator_->register_buffer(
          "reference", at::zeros({options_.reference_size, image_.num_pixels()}));
    }
    const MinibatchOptions& minibatch = options_.minibatch_discrimination;
    if (minibatch.kernels > 0) {
      const auto& widths = options_.discriminator_widths;
      minibatch_ = discriminator_->register_module(
          "minibatch_discrimination",
          MinibatchDiscrimination(widths.empty() ? image_.num_pixels() : widths.back(),
                                  minibatch.kernels, minibatch.dimensions));
    }
    // Last: each watches the parameters that its network has by now, also those of the features.
    if (options_.historical_averaging > 0) {
      generator_history_ =
          generator_->register_module("historical_average", HistoricalAverage(*generator_));
      discriminator_history_ =
          discriminator_->register_module("historical_average", HistoricalAverage(*discriminator_));
    }
  }

  /// With feature matching and for a reference batch it looks at real samples.
  BatchUse batch_use_of_generator() const {
    const bool looks =
        options_.feature_matching || options_.has_reference(Normalized::kDiscriminator);
    return looks ? BatchUse::kReuses : BatchUse::kNone;
  }

  /// Flattened images, (N, pixels).
  at::Tensor fakes(const at::Tensor& latents) {
    return with_reference(latent_reference_, latents,
                          [this](const at::Tensor& rows) { return generator_->forward(rows); });
  }

  /// The discriminator's last hidden layer, (N, width).
  at::Tensor features(const at::Tensor& samples) {
    return with_reference(real_reference_, samples,
                          [this](const at::Tensor& rows) { return discriminator_->hidden(rows); });
  }

  /// Scores (N, 1) of `num_real` real samples and then fake ones, in one pass.
  at::Tensor scores(const at::Tensor& samples, int64_t num_real) {
    if (minibatch_) {
      const at::Tensor all = features(samples);
      const int64_t num_fake = all.size(0) - num_real;
      std::vector<at::Tensor> parts;
      // A sample is compared with others of its kind alone.
      if (num_real > 0) parts.push_back(minibatch_->forward(all.narrow(0, 0, num_real)));
      if (num_fake > 0) parts.push_back(minibatch_->forward(all.narrow(0, num_real, num_fake)));
      return discriminator_->output(at::cat(parts));
    }
    return with_reference(real_reference_, samples,
                          [this](const at::Tensor& rows) { return discriminator_->forward(rows); });
  }

  Losses discriminator_loss(const at::Tensor& real) {
    const int64_t count = real.size(0);
    at::Tensor samples;
    {
      const torch::NoGradGuard no_gradients;
      samples = at::cat({real, fakes(draw_latents(count))});
    }
    // One pass for both kinds: none of the layers ties samples together, but for the features of
    // minibatch discrimination, which keep the kinds apart.
    const at::Tensor both = scores(samples, count);
    const RealFakeLosses losses =
        options_.loss == AdversarialLoss::kNonSaturating && options_.label_smoothing == 1.0
            // The usual loss as one node of autograd, which costs less than its operations.
            ? real_fake_cross_entropy(both, count)
            : discriminator_losses(options_.loss, both.narrow(0, 0, count),
                                   both.narrow(0, count, count), options_.label_smoothing);
    return with_history({{losses.real, losses.fake}, losses.total}, discriminator_history_);
  }

  /// By fakes of `count` latents; only the feature distance looks at the batch.
  Losses generator_loss(const Batch& batch, int64_t count) {
    const at::Tensor fake = fakes(draw_latents(count));
    at::Tensor total;
    if (options_.feature_matching) {
      total = feature_distance(batch, fake);
    } else if (options_.loss == AdversarialLoss::kNonSaturating) {
      // The cross-entropy of fake samples that are taken for real ones.
      total = real_fake_cross_entropy(scores(fake, count), count).total;
    } else {
      total = tandem::generator_loss(options_.loss, scores(fake, 0));
    }
    return with_history({{}, total}, generator_history_);
  }

  /// Squared distance of the mean features of real and of fake samples.
  at::Tensor feature_distance(const Batch& batch, const at::Tensor& fake) {
    at::Tensor real_mean;
    {
      const torch::NoGradGuard no_gradients;
      real_mean = features(batch.field("images").flatten(1)).mean(0);
    }
    return (features(fake).mean(0) - real_mean).square().sum();
  }

  /// With the distance of the weights from their mean over the training, where it is asked for.
  Losses with_history(Losses losses, HistoricalAverage& history) const {
    if (!history) return losses;
    const at::Tensor distance = history->squared_distance();
    losses.terms.push_back(distance.detach());
    losses.total = losses.total + distance * options_.historical_averaging;
    return losses;
  }

  GanOptions options_;
  ImageShape image_;
  MultilayerPerceptron generator_;
  MultilayerPerceptron discriminator_;
  // Those that are not in use are empty.
  MinibatchDiscrimination minibatch_{nullptr};
  HistoricalAverage generator_history_{nullptr};
  HistoricalAverage discriminator_history_{nullptr};
  at::Tensor latent_reference_;
  at::Tensor real_reference_;
};

std::vector<LearnerDefaults> learners(const GanOptions& options) {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  return ordered_by(options.update_order, {{"discriminator", adam}, {"generator", adam}});
}

}  // namespace

Family gan_family() {
  return make_family<Gan>({.name = "gan",
                           .sentence = "Generative adversarial network of two MLPs; four losses; "
                                       "the techniques of Salimans et al. as switches.",
                           .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
                           .small = {"model.generator_widths=[32,48]",
                                     "model.discriminator_widths=[32]", "model.reference_size=4"}},
                          option_table(), learners);
}

}  // namespace tandem
