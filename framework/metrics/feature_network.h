// A network that sees what images show: generated ones are compared with real ones by it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model/data_shapes.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// The option that names a network.
inline constexpr const char* kFeaturesOption = "evaluation.features";

/// What a network sees in N images.
struct SeenBatch {
  at::Tensor features;  // (N, num_features)
  at::Tensor logits;    // (N, num_classes)
};

/// What networks see in images, float32 on the CPU. What no metric asks for is undefined.
struct SeenImages {
  at::Tensor features = {};  // (N, features) of the feature network
  at::Tensor logits = {};    // (N, classes) of the feature network
  at::Tensor classes = {};   // (N, classes) logits of the classifier of the data
};

class FeatureNetwork {
 public:
  virtual ~FeatureNetwork() = default;
  /// What values are called after that are measured by it. Empty for the network whose values have
  /// the name of the measure alone: the published one of FID.
  virtual std::string name() const = 0;
  /// What its values depend on, on one line: equal texts, equal values.
  virtual std::string identity() const = 0;
  /// Whether it takes images of this shape.
  virtual bool accepts(const ImageShape& shape) const = 0;
  /// Those that it takes, as in "28x28 or 32x32 grey images".
  virtual std::string accepted_images() const = 0;
  virtual int64_t num_features() const = 0;
  /// 0: it tells no classes apart.
  virtual int64_t num_classes() const = 0;
  /// Empty where its classes have none.
  virtual const std::vector<std::string>& class_names() const = 0;
  /// Of pixels (N, H, W, C) uint8 on its device: images as a data set holds them, or generated ones
  /// brought to 8 bits. Without gradients.
  virtual SeenBatch see(const at::Tensor& pixels) = 0;
};

/// "28x28x1".
std::string text_of(const ImageShape& shape);
bool same_shape(const ImageShape& one, const ImageShape& other);
/// Whether labels of data with these class names, or with none, mean what the network's own do.
bool shares_classes(const FeatureNetwork& network, const std::vector<std::string>& class_names);

/// Throws ConfigError when the model makes no images, or none that the network takes; `fields` are
/// those that it was trained on.
void check_network(const FeatureNetwork& network, const GenerativeModel& model,
                   const DataDescription& data, const std::vector<std::string>& fields);

/// Throws DataError unless all labels (N) of a field lie in 0 … num_classes − 1.
void check_labels(const at::Tensor& labels, int64_t num_classes, const std::string& field);

}  // namespace tandem
