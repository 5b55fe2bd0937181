// A trained model that classifies as feature network.
#include <ATen/ATen.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"

namespace tandem {
namespace {

class ClassifierFeatures final : public FeatureNetwork {
 public:
  ClassifierFeatures(OpenedModel opened, const at::Device& device)
      : opened_(std::move(opened)),
        classifier_(capability<Classifies>(opened_.model)),
        shape_(image_shape(opened_.data)) {
    if (classifier_ == nullptr) {
      throw ConfigError({.what = "the family of this run does not classify images",
                         .where = "evaluation.classifier",
                         .expected = "a run of a family that can classify images"});
    }
    const torch::NoGradGuard no_gradients;
    // How many features and classes there are, a black image tells.
    const at::Tensor image = at::zeros({1, shape_.channels, shape_.height, shape_.width}, device);
    const at::Tensor features = classifier_->features(image);
    num_features_ = features.size(1);
    num_classes_ = classifier_->classify_features(features).size(1);
  }

  std::string name() const override { return "classifier"; }
  std::string identity() const override { return opened_.identity; }
  bool accepts(const ImageShape& shape) const override { return same_shape(shape, shape_); }
  std::string accepted_images() const override {
    return text_of(shape_) + ", the images that the classifier was trained on";
  }
  int64_t num_features() const override { return num_features_; }
  int64_t num_classes() const override { return num_classes_; }
  const std::vector<std::string>& class_names() const override { return opened_.data.class_names; }
  SeenBatch see(const at::Tensor& pixels) override {
    const torch::NoGradGuard no_gradients;
    const at::Tensor images =
        to_model_input(Batch({{"images", pixels}}), opened_.range).field("images");
    const at::Tensor features = classifier_->features(images);
    return {features, classifier_->classify_features(features)};
  }

 private:
  OpenedModel opened_;
  Classifies* classifier_;
  ImageShape shape_;
  int64_t num_classes_ = 0;
  int64_t num_features_ = 0;
};

std::unique_ptr<FeatureNetwork> open(const FeatureNetworkSource& source) {
  return std::make_unique<ClassifierFeatures>(source.open_run(source.name), source.device);
}

}  // namespace

FeatureNetworkKind classifier_features() {
  return {.name = "classifier",
          .sentence = "What the last layer of a run of a family that classifies decides from.",
          .follows = "RUN",
          .open = open};
}

}  // namespace tandem
