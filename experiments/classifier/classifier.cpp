// Convolutional classifier: the judge of what the other families generate.
#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

struct ClassifierOptions {
  std::vector<int64_t> channels = {32, 64};
  int64_t hidden_size = 128;
  double dropout = 0.5;
};

OptionTable<ClassifierOptions> option_table() {
  return OptionTable<ClassifierOptions>()
      .field("channels", &ClassifierOptions::channels,
             "Channels of the 3x3 convolutions, each followed by batch norm, whose statistics are "
             "those of a micro-batch, ReLU and 2x2 pooling.",
             at_least(1))
      .field("hidden_size", &ClassifierOptions::hidden_size,
             "Width of the hidden layer, whose activations are the features.", at_least(1))
      .field("dropout", &ClassifierOptions::dropout,
             "Probability with which a feature is dropped before the last layer.", at_least(0.0),
             below(1.0));
}

/// (N, C, H, W) -> (N, hidden_size), the features.
nn::Sequential make_trunk(const ClassifierOptions& options, const ImageShape& image) {
  nn::Sequential trunk;
  int64_t channels = image.channels;
  int64_t height = image.height;
  int64_t width = image.width;
  for (const int64_t next : options.channels) {
    if (height < 2 || width < 2) {
      throw ConfigError({.what = "the images are too small to be pooled that often",
                         .where = "model.channels",
                         .expected = "fewer convolutions",
                         .got = std::to_string(options.channels.size()) + " for " +
                                std::to_string(image.height) + "x" + std::to_string(image.width) +
                                " pixels"});
    }
    // Batch norm behind it would take a bias away again, and has a shift of its own.
    trunk->push_back(nn::Conv2d(nn::Conv2dOptions(channels, next, 3).padding(1).bias(false)));
    trunk->push_back(nn::BatchNorm2d(next));
    trunk->push_back(nn::ReLU());
    trunk->push_back(nn::MaxPool2d(2));
    channels = next;
    height /= 2;
    width /= 2;
  }
  trunk->push_back(nn::Flatten());
  trunk->push_back(nn::Linear(channels * height * width, options.hidden_size));
  trunk->push_back(nn::ReLU());
  return trunk;
}

class Classifier : public GenerativeModel, public Classifies {
 public:
  Classifier(const ClassifierOptions& options, const DataDescription& data)
      : num_classes_(class_count(data)),
        trunk_(make_trunk(options, image_shape(data))),
        head_(nn::Dropout(options.dropout), nn::Linear(options.hidden_size, num_classes_)) {}

  std::vector<Network> networks() const override {
    return {{"trunk", trunk_.ptr()}, {"head", head_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    return {{.name = "classification",
             .trains = {"trunk", "head"},
             .terms = {"error"},
             .loss = [this](const Batch& batch, const Context&) {
               return loss(batch.field("images"), batch.field("labels"));
             }}};
  }

  at::Tensor features(const at::Tensor& images) override { return trunk_->forward(images); }

  at::Tensor classify_features(const at::Tensor& features) override {
    return head_->forward(features);
  }

 private:
  /// Mean cross-entropy of the labels (N); the term is the fraction that is told wrongly.
  Losses loss(const at::Tensor& images, const at::Tensor& labels) {
    const at::Tensor logits = classify(images);
    const at::Tensor error = logits.detach().argmax(1).ne(labels).to(at::kFloat).mean();
    return {{error}, at::cross_entropy_loss(logits, labels)};
  }

  int64_t num_classes_;
  nn::Sequential trunk_;
  nn::Sequential head_;
};

std::vector<LearnerDefaults> learners(const ClassifierOptions&) {
  return {{"classification", {.optimizer = "adamw", .learning_rate = 1e-3}}};
}

}  // namespace

Family classifier_family() {
  return make_family<Classifier>(
      {.name = "classifier",
       .sentence = "Tells classes apart, and judges what the others make.",
       .data = {.fields = {"images", "labels"}, .pixel_range = PixelRange::kUnit},
       .small = {"model.hidden_size=24"}},
      option_table(), learners);
}

}  // namespace tandem
