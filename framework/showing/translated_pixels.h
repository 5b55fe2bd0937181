// Images translated one by one.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "framework/model/capabilities.h"
#include "framework/model/pixel_range.h"

namespace tandem {

/// Images (N, H, W, C) uint8, translated to (N, H', W', C') uint8 on the CPU. Each is translated by
/// itself and with the same noise, where the family adds some: an image's translation does not
/// depend on those beside it, even with batch norm that takes the statistics of what it sees.
at::Tensor translate_pixels(TranslatesImages& model, PixelRange range, const at::Tensor& images,
                            const std::string& translation);

}  // namespace tandem
