// A trained model that tells what images show, and measures those of other models. Made by whatever
// evaluates with `evaluation.classifier`.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "framework/metrics/split_means.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/generative_model.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {

class Judge;

/// What a model is evaluated with.
struct EvaluationPlan {
  EvaluationSettings settings;  // pixel range and fields are those of the model
  Judge* judge = nullptr;       // null: nothing is judged
  int64_t num_samples = 2000;   // that are generated for the judge
};

class Judge {
 public:
  /// `model` is in evaluation mode, on `device`, and outlives the judge; `data` is what it was
  /// built from. Throws ConfigError when its family has no Classifies.
  Judge(GenerativeModel& model, PixelRange range, const DataDescription& data,
        const at::Device& device);

  int64_t num_classes() const { return num_classes_; }
  /// Whether labels of data with these class names, or with none, mean what its own do.
  bool shares_classes(const std::vector<std::string>& class_names) const;
  int64_t num_features() const { return num_features_; }
  /// Whether images of this shape are what it was trained on.
  bool accepts(const ImageShape& shape) const;
  /// Throws ConfigError when the family makes no images, or none of the shape that it knows.
  void check(const GenerativeModel& model, const DataDescription& data,
             const std::vector<std::string>& fields) const;

  /// Of images (N, C, H, W) float in `range`, which become pixels of 8 bits first, as those of data
  /// sets are: features and then logits, (N, num_features + num_classes).
  at::Tensor examine(const at::Tensor& images, PixelRange range) const;
  /// Logits alone, (N, num_classes).
  at::Tensor classify(const at::Tensor& images, PixelRange range) const;

  /// Its features of the first `max_rows` images of the field of the settings' split, read once for
  /// each split, field and number. `data` is the same in every call. Collective.
  const Gaussian& reference(const DataSources& data, const EvaluationSettings& settings,
                            Communicator& communicator,
                            int64_t max_rows = std::numeric_limits<int64_t>::max());

 private:
  at::Tensor input(const at::Tensor& images, PixelRange range) const;

  Classifies* classifier_;
  PixelRange range_;
  ImageShape shape_;
  std::vector<std::string> class_names_;
  int64_t num_classes_ = 0;
  int64_t num_features_ = 0;
  std::map<std::string, Gaussian> references_;
};

/// Throws DataError unless all labels (N) lie in 0 … num_classes − 1.
void check_labels(const at::Tensor& labels, int64_t num_classes, const std::string& field);

}  // namespace tandem
