// The cosines that natural images are mostly made of.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// The `count` lowest frequencies of the orthonormal cosine transform of (C, H, W), as rows (count,
/// C·H·W) float32. Low is what varies slowly over the image; differences of channels, which vary
/// less in natural images, come later: the k-th with 10·k times the squared frequency. Throws Error
/// for more rows than there are dimensions.
at::Tensor lowest_frequencies(int64_t count, int64_t channels, int64_t height, int64_t width);

}  // namespace tandem
