// GANs that are asked for a class: the label beside the image (Mirza and Osindero, "Conditional
// generative adversarial nets", 2014), an auxiliary classifier (Odena et al., "Conditional image
// synthesis with auxiliary classifier GANs", 2017), or a projection (Miyato and Koyama, "cGANs with
// projection discriminator", 2018).
#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <torch/utils.h>

#include <optional>

#include "framework/core/choice.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/detached_images.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/initialization.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/layers/spectral_norm.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

// No wide layer follows the trunk: its last units must see enough of the image by themselves.
constexpr TrunkEnd kTrunkEnd = TrunkEnd::kFourPixels;

enum class Conditioning { kConcatenation, kAuxiliary, kProjection };
constexpr Choice<Conditioning> kConditionings[] = {{"concatenation", Conditioning::kConcatenation},
                                                   {"auxiliary", Conditioning::kAuxiliary},
                                                   {"projection", Conditioning::kProjection}};

struct ConditionalGanOptions {
  Conditioning conditioning = Conditioning::kProjection;
  int64_t noise_size = 100;
  int64_t base_channels = 64;
  Norm discriminator_norm = Norm::kBatch;
  bool spectral_norm = false;
  AdversarialLoss loss = AdversarialLoss::kNonSaturating;
  double class_weight = 1.0;
  double fake_class_weight = 1.0;
  int64_t discriminator_updates = 1;
  double initial_deviation = 0.02;
  std::string update_order = "discriminator_first";
};

OptionTable<ConditionalGanOptions> option_table() {
  return OptionTable<ConditionalGanOptions>()
      .choice("conditioning", &ConditionalGanOptions::conditioning,
              "How the discriminator treats the label: concatenation, as a learned map beside the "
              "image; auxiliary, predicted by a second head; projection, as a vector multiplied "
              "with the features.",
              kConditionings)
      .field("noise_size", &ConditionalGanOptions::noise_size,
             "Number of latent dimensions besides the label.", at_least(1))
      .field("base_channels", &ConditionalGanOptions::base_channels,
             "Channels of the convolutions next to the image; doubled at every smaller size.",
             at_least(1))
      .choice(
          "discriminator_norm", &ConditionalGanOptions::discriminator_norm,
          "Norm of the discriminator; statistics of batch are those of a micro-batch, as in the "
          "generator.",
          kNorms)
      .field("spectral_norm", &ConditionalGanOptions::spectral_norm,
             "Weights of the discriminator are divided by their largest singular value.")
      .choice("loss", &ConditionalGanOptions::loss, "Adversarial loss.", kUnboundedLosses)
      .field("class_weight", &ConditionalGanOptions::class_weight,
             "Auxiliary: weight of the class loss in both objectives.", at_least(0.0))
      .live()
      .field("fake_class_weight", &ConditionalGanOptions::fake_class_weight,
             "Auxiliary: weight of the class loss of fake images in the discriminator's, beside "
             "that of real ones. Below 1 it keeps the classifier from learning what the generator "
             "gets wrong; at 0 it learns from real images alone.",
             at_least(0.0))
      .live()
      .field("discriminator_updates", &ConditionalGanOptions::discriminator_updates,
             "Updates of the discriminator in a step, each with a new batch.", at_least(1))
      .live()
      .field("initial_deviation", &ConditionalGanOptions::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0))
      .field("update_order", &ConditionalGanOptions::update_order,
             "Which network a step begins with.",
             one_of(update_orders({"discriminator", "generator"})));
}

StridedOptions strided(const ConditionalGanOptions& options, const ImageShape& image) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.base_channels,
          .initial_deviation = options.initial_deviation};
}

/// A vector for each label: (N, labels), one-hot, -> (N, size).
class EmbeddingImpl : public nn::Module {
 public:
  EmbeddingImpl(int64_t num_labels, int64_t size, double deviation, bool spectral_norm)
      : weight_(register_parameter("weight", at::randn({num_labels, size}) * deviation)) {
    if (!spectral_norm) return;
    // The buffers are these very tensors: power iteration writes into both.
    vectors_ = initial_singular_vectors(weight_);
    register_buffer("left_vector", vectors_->left);
    register_buffer("right_vector", vectors_->right);
  }

  at::Tensor forward(const at::Tensor& labels) {
    return labels.mm(vectors_ ? spectrally_normalized(weight_, *vectors_, is_training()) : weight_);
  }

 private:
  at::Tensor weight_;
  std::optional<SingularVectors> vectors_;
};
TORCH_MODULE(Embedding);

/// What the discriminator says of images: scores (N, 1) and, with an auxiliary classifier, logits
/// of their classes.
struct Verdict {
  at::Tensor scores;
  at::Tensor class_logits;
};

class DiscriminatorImpl : public nn::Module {
 public:
  DiscriminatorImpl(const ConditionalGanOptions& options, const ImageShape& image,
                    int64_t num_classes)
      : conditioning_(options.conditioning) {
    StridedOptions shape = strided(options, image);
    shape.norm = options.discriminator_norm;
    shape.spectral_norm = options.spectral_norm;
    // Of the far end, whatever number of channels comes in.
    const int64_t num_features = trunk_features(shape, kTrunkEnd);
    const double deviation = options.initial_deviation;
    if (conditioning_ == Conditioning::kConcatenation) {
      shape.channels += 1;
      // As large as pixels, or the label would go unnoticed beside them.
      embedding_ = Embedding(num_classes, image.height * image.width, /*deviation=*/1.0,
                             /*spectral_norm=*/false);
    } else if (conditioning_ == Conditioning::kProjection) {
      embedding_ = Embedding(num_classes, num_features, deviation, options.spectral_norm);
    } else {
      class_head_ = head(num_features, num_classes, options);
      register_module("class_head", class_head_);
    }
    trunk_ = register_module("trunk", strided_trunk(shape, kTrunkEnd));
    score_head_ = register_module("score_head", head(num_features, 1, options));
    if (!embedding_.is_empty()) register_module("embedding", embedding_);
  }

  /// Images (N, C, H, W), labels (N, classes), one-hot.
  Verdict forward(const at::Tensor& images, const at::Tensor& labels) {
    if (conditioning_ == Conditioning::kConcatenation) {
      const at::Tensor maps =
          embedding_->forward(labels).view({images.size(0), 1, images.size(2), images.size(3)});
      return {score_head_->forward(trunk_->forward(at::cat({images, maps}, 1))), {}};
    }
    const at::Tensor features = trunk_->forward(images);
    const at::Tensor scores = score_head_->forward(features);
    if (conditioning_ == Conditioning::kAuxiliary) return {scores, class_head_->forward(features)};
    return {scores + (embedding_->forward(labels) * features).sum(1, /*keepdim=*/true), {}};
  }

 private:
  /// One linear layer, spectrally normalized where the trunk is: (N, in) -> (N, out).
  static nn::Sequential head(int64_t in, int64_t out, const ConditionalGanOptions& options) {
    nn::Sequential layers;
    if (options.spectral_norm) {
      layers->push_back(SpectralLinear(in, out));
    } else {
      layers->push_back(nn::Linear(in, out));
    }
    initialize_normal(*layers, options.initial_deviation);
    return layers;
  }

  Conditioning conditioning_;
  Embedding embedding_{nullptr};
  nn::Sequential trunk_{nullptr};
  nn::Sequential score_head_{nullptr};
  nn::Sequential class_head_{nullptr};
};
TORCH_MODULE(Discriminator);

class ConditionalGan : public GenerativeModel, public Generates, public GeneratesOnCondition {
 public:
  ConditionalGan(const ConditionalGanOptions& options, const DataDescription& data)
      : options_(options),
        latents_(options.noise_size, {{"label", class_count(data)}}),
        generator_(strided_generator(strided(options, image_shape(data)), latents_.size())),
        discriminator_(options, image_shape(data), class_count(data)) {}

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"discriminator", discriminator_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    Objective discriminator{
        .name = "discriminator",
        .trains = {"discriminator"},
        .terms = {"real", "fake"},
        .loss =
            [this](const Batch& batch, const Context&) {
              return discriminator_loss(batch.field("images"), batch.field("labels"));
            },
        .updates = [count = options_.discriminator_updates](int64_t) { return count; }};
    Objective generator{.name = "generator",
                        .trains = {"generator"},
                        .loss =
                            [this](const Batch&, const Context& context) {
                              return loss_of_generator(context.micro_batch_size);
                            },
                        .batch_use = BatchUse::kNone};
    if (predicts_labels()) {
      discriminator.terms.insert(discriminator.terms.end(),
                                 {"real_class_error", "fake_class_error"});
      generator.terms.emplace_back("class_error");
    }
    return {discriminator, generator};
  }

  at::Tensor draw_latents(int64_t count) override {
    return latents_.draw_behind(draw_normal(count, options_.noise_size, *generator_));
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

 private:
  bool predicts_labels() const { return options_.conditioning == Conditioning::kAuxiliary; }

  /// Labels as the part of a latent that holds them.
  at::Tensor labels_of(const at::Tensor& latents) const { return latents_.part(latents, 0); }

  /// Adds the class loss of a verdict to the total, class_weight times `weight`, and the fraction
  /// of labels that it misses to the terms.
  void add_class_loss(Losses& losses, const Verdict& verdict, const at::Tensor& labels,
                      double weight = 1.0) const {
    if (!predicts_labels()) return;
    const at::Tensor target = labels.argmax(1);
    const at::Tensor missed = verdict.class_logits.detach().argmax(1).ne(target);
    losses.terms.push_back(missed.to(at::kFloat).mean());
    losses.total = at::add(losses.total, at::cross_entropy_loss(verdict.class_logits, target),
                           options_.class_weight * weight);
  }

  Losses discriminator_loss(const at::Tensor& real, const at::Tensor& categories) {
    const at::Tensor real_labels = as_one_hot(categories, latents_.conditions()[0].num_categories);
    // With labels of their own, drawn evenly, and not those of the batch.
    const at::Tensor latents = draw_latents(real.size(0));
    const at::Tensor fake_labels = labels_of(latents);
    const at::Tensor fake = detached_images(*this, latents);
    // Apart, so that batch norm sees one kind at a time.
    const Verdict of_real = discriminator_->forward(real, real_labels);
    const Verdict of_fake = discriminator_->forward(fake, fake_labels);
    const RealFakeLosses adversarial =
        discriminator_losses(options_.loss, of_real.scores, of_fake.scores);
    Losses losses{{adversarial.real, adversarial.fake}, adversarial.total};
    add_class_loss(losses, of_real, real_labels);
    add_class_loss(losses, of_fake, fake_labels, options_.fake_class_weight);
    return losses;
  }

  /// Of fakes that are to be taken for real ones of the classes that they were asked for.
  Losses loss_of_generator(int64_t count) {
    const at::Tensor latents = draw_latents(count);
    const at::Tensor labels = labels_of(latents);
    const Verdict verdict = discriminator_->forward(generate(latents), labels);
    Losses losses{{}, generator_loss(options_.loss, verdict.scores)};
    add_class_loss(losses, verdict, labels);
    return losses;
  }

  ConditionalGanOptions options_;
  LatentLayout latents_;
  nn::Sequential generator_;
  Discriminator discriminator_;
};

std::vector<LearnerDefaults> learners(const ConditionalGanOptions& options) {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  return ordered_by(options.update_order, {{"discriminator", adam}, {"generator", adam}});
}

}  // namespace

Family conditional_gan_family() {
  return make_family<ConditionalGan>(
      {.name = "conditional_gan",
       .sentence = "GAN that is asked for a class: labels by concatenation, auxiliary classifier "
                   "or projection.",
       .data = {.fields = {"images", "labels"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4"}},
      option_table(), learners);
}

}  // namespace tandem
