#include "framework/model/pixel_range.h"

#include <ATen/ATen.h>

#include <utility>
#include <vector>

#include "framework/data/storage/data_description.h"

namespace tandem {

PixelInterval interval_of(PixelRange range) {
  return {.black = range == PixelRange::kUnit ? 0.0 : -1.0, .white = 1.0};
}

Batch to_model_input(const Batch& batch, PixelRange range) {
  std::vector<std::pair<std::string, at::Tensor>> fields = batch.fields();
  for (auto& [name, tensor] : fields) {
    if (!holds_images(name)) continue;
    const auto sizes = tensor.sizes();
    at::Tensor images =
        at::empty({sizes[0], sizes[3], sizes[1], sizes[2]}, tensor.options().dtype(at::kFloat));
    // One copy exchanges the dimensions and converts.
    images.copy_(tensor.permute({0, 3, 1, 2}));
    if (range == PixelRange::kUnit) {
      images.div_(255.0);
    } else {
      images.div_(127.5).sub_(1.0);
    }
    tensor = std::move(images);
  }
  return Batch(std::move(fields));
}

at::Tensor to_pixels(const at::Tensor& images, PixelRange range) {
  at::Tensor pixels = images.detach().to(at::kCPU, at::kFloat);
  pixels = range == PixelRange::kUnit ? pixels * 255.0 : (pixels + 1.0) * 127.5;
  // Clamped before it is converted: 256 as a byte is 0, and NaN is any byte.
  pixels = pixels.round().clamp(0, 255).nan_to_num(0.0);
  return pixels.to(at::kByte).permute({0, 2, 3, 1}).contiguous();
}

}  // namespace tandem
