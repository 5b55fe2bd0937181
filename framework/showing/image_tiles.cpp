#include "framework/showing/image_tiles.h"

#include <ATen/ATen.h>

namespace tandem {

std::vector<Image> images_of(const at::Tensor& images) {
  const int64_t channels = images.size(3) == 3 ? 3 : 1;
  const at::Tensor shown = images.narrow(3, 0, channels).contiguous();
  std::vector<Image> result;
  for (int64_t i = 0; i < shown.size(0); ++i) {
    const at::Tensor image = shown[i];
    const auto* pixels = image.const_data_ptr<uint8_t>();
    result.push_back({.height = shown.size(1),
                      .width = shown.size(2),
                      .channels = channels,
                      .pixels = std::vector<uint8_t>(pixels, pixels + image.numel())});
  }
  return result;
}

Image grid_of(const ImageRows& rows) { return make_grid(images_of(rows.images), rows.num_columns); }

int64_t square_columns(int64_t count) {
  int64_t columns = 1;
  while (columns * columns < count) ++columns;
  return columns;
}

}  // namespace tandem
