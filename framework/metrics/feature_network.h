// A network that sees what images show: generated ones are compared with real ones by it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/model/data_shapes.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// Takes pixels (N, H, W, C) uint8 on its device: images as a data set holds them, or generated
/// ones brought to 8 bits.
class FeatureNetwork {
 public:
  virtual ~FeatureNetwork() = default;
  /// What its values depend on, on one line: equal texts, equal values.
  virtual std::string identity() const = 0;
  /// Of the only images that it takes; nothing: of any.
  virtual std::optional<ImageShape> shape() const = 0;
  virtual int64_t num_features() const = 0;
  /// 0: it tells no classes apart.
  virtual int64_t num_classes() const = 0;
  /// Empty where its classes have none.
  virtual const std::vector<std::string>& class_names() const = 0;
  /// (N, num_features).
  virtual at::Tensor features(const at::Tensor& pixels) = 0;
  /// (N, num_classes).
  virtual at::Tensor logits(const at::Tensor& pixels) = 0;
};

/// Whether the network takes images of this shape.
bool accepts(const FeatureNetwork& network, const ImageShape& shape);
/// Whether labels of data with these class names, or with none, mean what the network's own do.
bool shares_classes(const FeatureNetwork& network, const std::vector<std::string>& class_names);

/// Throws ConfigError when the model makes no images, or none that the network takes; `fields` are
/// those that it was trained on.
void check_network(const FeatureNetwork& network, const GenerativeModel& model,
                   const DataDescription& data, const std::vector<std::string>& fields);

/// Throws DataError unless all labels (N) lie in 0 … num_classes − 1.
void check_labels(const at::Tensor& labels, int64_t num_classes, const std::string& field);

}  // namespace tandem
