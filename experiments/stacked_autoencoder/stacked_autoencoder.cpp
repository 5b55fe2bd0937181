// Stacked denoising autoencoder: layers trained one after the other to restore their corrupted
// input, then all of them with a softmax classifier on top (Vincent et al., "Stacked denoising
// autoencoders", 2010). Each layer and the whole are phases of one run.
#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/corruption.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/losses/likelihood.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

struct StackedAutoencoderOptions {
  std::vector<int64_t> hidden_widths = {1000, 1000, 1000};
  std::vector<double> corruption_levels = {0.1, 0.2, 0.3};
  bool pretrained = true;
};

OptionTable<StackedAutoencoderOptions> option_table() {
  return OptionTable<StackedAutoencoderOptions>()
      .field("hidden_widths", &StackedAutoencoderOptions::hidden_widths,
             "Widths of the sigmoid layers, from the image up.", at_least(1))
      .field("corruption_levels", &StackedAutoencoderOptions::corruption_levels,
             "Fraction of a layer's input that is masked while it is pretrained, one per layer; 0: "
             "a plain autoencoder.",
             between(0.0, 1.0))
      .field("pretrained", &StackedAutoencoderOptions::pretrained,
             "Each layer is first trained as an autoencoder, by an objective layer_1, layer_2, … "
             "of its own; false: fine_tuning is the only objective.");
}

std::string layer_name(size_t layer) { return "layer_" + std::to_string(layer + 1); }
std::string decoder_name(size_t layer) { return "decoder_" + std::to_string(layer + 1); }

/// A sigmoid layer, with weights of the size that suits sigmoids (Glorot and Bengio,
/// "Understanding the difficulty of training deep feedforward neural networks", 2010).
nn::Linear sigmoid_layer(int64_t inputs, int64_t outputs) {
  nn::Linear linear(inputs, outputs);
  nn::init::xavier_uniform_(linear->weight, 4.0);
  nn::init::zeros_(linear->bias);
  return linear;
}

/// What a layer's decoder has of its own: its weights are the layer's, transposed.
struct DecoderBiasImpl : nn::Module {
  explicit DecoderBiasImpl(int64_t size) : bias(register_parameter("bias", torch::zeros({size}))) {}
  at::Tensor bias;
};
TORCH_MODULE(DecoderBias);

class StackedAutoencoder : public GenerativeModel,
                           public Encodes,
                           public Classifies,
                           public ShowsFilters {
 public:
  StackedAutoencoder(const StackedAutoencoderOptions& options, const DataDescription& data)
      : options_(options), image_(image_shape(data)) {
    if (options.pretrained && options.corruption_levels.size() != options.hidden_widths.size()) {
      throw ConfigError({.what = "every layer needs a corruption level",
                         .where = "model.corruption_levels",
                         .expected = std::to_string(options.hidden_widths.size()) +
                                     " values, as many as model.hidden_widths has",
                         .got = std::to_string(options.corruption_levels.size())});
    }
    int64_t inputs = image_.num_pixels();
    for (const int64_t width : options.hidden_widths) {
      layers_.push_back(sigmoid_layer(inputs, width));
      if (options.pretrained) decoders_.emplace_back(inputs);
      inputs = width;
    }
    classifier_ = nn::Linear(inputs, class_count(data));
  }

  std::vector<Network> networks() const override {
    std::vector<Network> all;
    for (size_t layer = 0; layer < layers_.size(); ++layer) {
      all.push_back({layer_name(layer), layers_[layer].ptr()});
    }
    for (size_t layer = 0; layer < decoders_.size(); ++layer) {
      all.push_back({decoder_name(layer), decoders_[layer].ptr()});
    }
    all.push_back({"classifier", classifier_.ptr()});
    return all;
  }

  std::vector<Objective> objectives() override {
    std::vector<Objective> all;
    for (size_t layer = 0; layer < decoders_.size(); ++layer) {
      all.push_back({.name = layer_name(layer),
                     .trains = {layer_name(layer), decoder_name(layer)},
                     .terms = {"mse"},
                     .loss = [this, layer](const Batch& batch, const Context&) {
                       return layer_loss(batch.field("images"), layer);
                     }});
    }
    std::vector<std::string> trained;
    for (size_t layer = 0; layer < layers_.size(); ++layer) trained.push_back(layer_name(layer));
    trained.emplace_back("classifier");
    all.push_back({.name = "fine_tuning",
                   .trains = trained,
                   .terms = {"error"},
                   .loss = [this](const Batch& batch, const Context&) {
                     return classification_loss(batch.field("images"), batch.field("labels"));
                   }});
    return all;
  }

  at::Tensor encode(const at::Tensor& images) override {
    return code_below(images, layers_.size());
  }

  at::Tensor features(const at::Tensor& images) override { return encode(images); }

  at::Tensor classify_features(const at::Tensor& features) override {
    return classifier_->forward(features);
  }

  at::Tensor filters() override {
    const at::Tensor weight =
        layers_.empty() ? classifier_->weight.detach() : layers_.front()->weight.detach();
    return weight.view({-1, image_.channels, image_.height, image_.width});
  }

 private:
  /// What `count` layers make of images, (N, width).
  at::Tensor code_below(const at::Tensor& images, size_t count) {
    at::Tensor values = images.flatten(1);
    for (size_t layer = 0; layer < count; ++layer) {
      values = layers_[layer]->forward(values).sigmoid();
    }
    return values;
  }

  /// Cross-entropy, in nats per image, of a layer's input and what it restores from a corrupted
  /// copy.
  Losses layer_loss(const at::Tensor& images, size_t layer) {
    at::Tensor input;
    {
      const at::NoGradGuard no_gradients;
      // Layers below are trained already: what they make of the image is data.
      input = code_below(images, layer);
    }
    const CorruptionOptions masking{.kind = Corruption::kMasking,
                                    .level = options_.corruption_levels[layer]};
    nn::Linear& linear = layers_[layer];
    const at::Tensor code =
        linear->forward(corrupted(input, masking, linear->is_training())).sigmoid();
    // A linear layer keeps its weight as (outputs, inputs): this is the way back through it.
    const at::Tensor logits = at::addmm(decoders_[layer]->bias, code, linear->weight);
    return {{at::mse_loss(logits.detach().sigmoid(), input)},
            bernoulli_negative_log_likelihood(logits, input)};
  }

  /// Mean cross-entropy of the labels; the term is the fraction that the classifier gets wrong.
  Losses classification_loss(const at::Tensor& images, const at::Tensor& labels) {
    const at::Tensor logits = classify(images);
    const at::Tensor wrong = logits.detach().argmax(1).ne(labels).to(at::kFloat);
    return {{wrong.mean()}, at::cross_entropy_loss(logits, labels)};
  }

  StackedAutoencoderOptions options_;
  ImageShape image_;
  std::vector<nn::Linear> layers_;
  std::vector<DecoderBias> decoders_;
  nn::Linear classifier_{nullptr};
};

std::vector<LearnerDefaults> learners(const StackedAutoencoderOptions& options) {
  std::vector<LearnerDefaults> all;
  for (size_t layer = 0; options.pretrained && layer < options.hidden_widths.size(); ++layer) {
    all.push_back({layer_name(layer), {.learning_rate = 1e-3}});
  }
  all.push_back({"fine_tuning", {.learning_rate = 3e-4}});
  return all;
}

}  // namespace

Family stacked_autoencoder_family() {
  return make_family<StackedAutoencoder>(
      {.name = "stacked_autoencoder",
       .sentence = "Denoising layers trained one after the other, then a classifier on top, as "
                   "phases of one run.",
       .data = {.fields = {"images", "labels"}, .pixel_range = PixelRange::kUnit},
       .small = {"model.hidden_widths=[16, 12]", "model.corruption_levels=[0.1, 0.2]",
                 "~learners.layer_3",
                 "phases=[{name: a, steps: 2, objectives: [layer_1]}, {name: b, steps: 2, "
                 "objectives: [layer_2]}, {name: c, objectives: [fine_tuning]}]"}},
      option_table(), learners);
}

}  // namespace tandem
