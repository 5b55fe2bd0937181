// Grids of all that a family can show, each by its kind. Called by the observer of samples and by
// `tandem-worker sample`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/core/image.h"
#include "framework/data/storage/data_sources.h"
#include "framework/model/generative_model.h"
#include "framework/showing/latent_images.h"

namespace tandem {

struct GridSettings {
  at::Device device;
  PixelRange range;
  int64_t count = 64;  // of samples, reconstructions and filters
  uint64_t seed = 0;   // of the latents
};

class ModelGrids {
 public:
  /// All outlive the grids. The model is in evaluation mode whenever one is made.
  ModelGrids(GenerativeModel& model, const DataSources& data, const GridSettings& settings)
      : model_(model), data_(data), settings_(settings) {}

  /// What there can be a grid of: `samples`, `reconstructions`, `traversals`, `interpolations`,
  /// `filters`, the names of conditions and of translations. Those of images need the split `test`.
  std::vector<std::string> kinds() const;
  /// The grid of one of these; images are taken evenly from the whole split. Throws UsageError that
  /// lists kinds() for another.
  Image grid(const std::string& kind);

 private:
  bool has_test(const std::string& field) const;
  Batch test_images(const std::vector<std::string>& fields);
  const at::Tensor& test_field(const std::string& field);
  Image grid_of_translation(const std::string& kind);

  GenerativeModel& model_;
  const DataSources& data_;
  GridSettings settings_;
  std::map<std::string, at::Tensor> test_fields_;  // read when first needed
};

}  // namespace tandem
