// What grids are drawn from: the model, and images that it was not trained on.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "framework/data/batch.h"
#include "framework/data/read_batch.h"
#include "framework/data/storage/data_sources.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"

namespace tandem {

struct GridSettings {
  at::Device device;
  PixelRange range;
  int64_t count = 64;  // of samples, reconstructions and filters
  uint64_t seed = 0;   // of the latents
};

class GridContext {
 public:
  /// All outlive the context; images are those of the split `test`.
  GridContext(GenerativeModel& model, const DataSources& data, const GridSettings& settings);
  /// Of these images, as stored.
  GridContext(GenerativeModel& model, const Batch& images, const GridSettings& settings);

  GenerativeModel& model() const { return model_; }
  const GridSettings& settings() const { return settings_; }

  /// Whether there are images in a field, and how many of them are shown at most.
  bool has_images(const std::string& field) const;
  int64_t num_images() const { return num_images_; }
  /// Images of these fields as stored, on the device, taken evenly from the whole split; they are
  /// read when first asked for.
  Batch images(const std::vector<std::string>& fields);

  /// Rows of a split that has these images; 0 where they were given directly.
  int64_t num_rows(const std::string& split, const std::string& field) const;
  /// These rows as stored, on the device.
  Batch rows(const RowRange& range, const std::vector<std::string>& fields) const;
  /// At most `count` rows, evenly from the whole split, which may be in the order of what it shows.
  Batch even_rows(const std::string& split, const std::vector<std::string>& fields,
                  int64_t count) const;

  /// The codes (N, latent) of the images of the field `images`. What noise a family adds has a
  /// fixed seed. Requires Encodes.
  at::Tensor codes() { return codes_of(images({"images"}).field("images")); }
  /// Of images as stored, on the device.
  at::Tensor codes_of(const at::Tensor& stored);
  /// Draws latents (count, …) that follow from the seed and their number. Requires Generates.
  at::Tensor draw_latents(int64_t count);
  /// Generated images that follow from the seed, (count, H, W, C) uint8 on the CPU. Requires
  /// Generates.
  at::Tensor generated(int64_t count);
  /// The images of latents, (N, H, W, C) uint8 on the CPU. Requires Generates.
  at::Tensor pixels_of(const at::Tensor& latents);

 private:
  const at::Tensor& field(const std::string& name);

  GenerativeModel& model_;
  const DataSources* data_ = nullptr;
  GridSettings settings_;
  int64_t num_images_ = 0;
  std::map<std::string, at::Tensor> fields_;
};

}  // namespace tandem
