// Brings images to one number of channels and one size, and turns them.
#pragma once

#include <cstdint>

#include "framework/core/image.h"

namespace tandem {

/// RGB of any image; grey is repeated.
Image to_rgb(const Image& image);

/// Luma of any image, (299·R + 587·G + 114·B) / 1000 rounded (ITU-R BT.601).
Image to_grey(const Image& image);

/// The largest part about the centre with the proportions height : width.
Image center_crop(const Image& image, int64_t height, int64_t width);

/// Resampled with a triangle filter that widens as the image shrinks, as Pillow's BILINEAR:
/// the width first, but the height where the image in between would otherwise have more than four
/// times the pixels of the larger of the two.
Image resize(const Image& image, int64_t height, int64_t width);

/// The image turned counter-clockwise about its centre, interpolated bilinearly; what comes in from
/// outside is black.
Image rotate_image(const Image& image, double degrees);

}  // namespace tandem
