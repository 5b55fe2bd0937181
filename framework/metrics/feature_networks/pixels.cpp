// Pixels along the directions in which those of the data vary most, as feature network.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/data/read_batch.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"
#include "framework/model/data_shapes.h"
#include "framework/statistics/principal_components.h"

namespace tandem {
namespace {

constexpr const char* kSplit = "train";
constexpr int64_t kNumImages = 2000;
constexpr int64_t kNumComponents = 64;

at::Tensor rows_of(const at::Tensor& pixels) { return pixels.flatten(1); }

/// The first images of the split, (N, H, W, C) uint8 on the CPU.
at::Tensor first_images(const DataSources& data, const std::string& field) {
  const int64_t num_pixels = image_shape(data.description(kSplit), field).num_pixels();
  const int64_t count =
      std::min(num_fitted_rows(kNumImages, num_pixels), data.field(kSplit, field).num_rows());
  if (count < 2) {
    throw ConfigError({.what = "principal components need at least two images",
                       .where = std::string(kSplit) + "/" + field,
                       .got = std::to_string(count)});
  }
  return read_batch(data, {.group = kSplit, .begin = 0, .end = count}, {field}, at::kCPU)
      .field(field);
}

class PixelFeatures final : public FeatureNetwork {
 public:
  PixelFeatures(const ImageShape& shape, const std::string& field, const at::Tensor& images)
      : shape_(shape), components_(fit_principal_components(rows_of(images), kNumComponents)) {
    // Of the images and not of the components, whose last bits are the machine's.
    Digest digest;
    digest.update(images.const_data_ptr(), images.nbytes());
    identity_ = std::to_string(num_features()) + " components of pixels, from " +
                std::to_string(images.size(0)) + " of " + kSplit + "/" + field + " " + digest.hex();
  }

  std::string name() const override { return "pixels"; }
  std::string identity() const override { return identity_; }
  bool accepts(const ImageShape& shape) const override { return same_shape(shape, shape_); }
  std::string accepted_images() const override {
    return text_of(shape_) + ", the images of the data";
  }
  int64_t num_features() const override { return components_.directions.size(0); }
  int64_t num_classes() const override { return 0; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  SeenBatch see(const at::Tensor& pixels) override {
    const at::Tensor coordinates = project(components_, rows_of(pixels));
    return {coordinates, no_logits(coordinates)};
  }

 private:
  ImageShape shape_;
  PrincipalComponents components_;
  std::string identity_;
  std::vector<std::string> class_names_;
};

std::unique_ptr<FeatureNetwork> open(const FeatureNetworkSource& source) {
  const DataSources& data = *source.data;
  return std::make_unique<PixelFeatures>(image_shape(data.description(kSplit), source.field),
                                         source.field, first_images(data, source.field));
}

}  // namespace

FeatureNetworkKind pixels_features() {
  return {.name = "pixels",
          .sentence =
              "The 64 principal components of pixels, fitted to the first 2000 images of "
              "train.",
          .open = open};
}

}  // namespace tandem
