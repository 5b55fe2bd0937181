// Reads PNG and JPEG files and brings images to one size. Called by the packer of image folders.
#pragma once

#include <cstdint>
#include <filesystem>

#include "framework/core/image.h"

namespace tandem {

/// Whether the name ends like that of a PNG or JPEG file, in any case.
bool has_image_name(const std::filesystem::path& path);

/// Decodes a PNG or JPEG file to 8 bits, gray or RGB; transparency lies on black. Throws DataError
/// naming `path` when it is damaged, cut off, not what its name says, or more than 256 MiB or 2^26
/// pixels; FileError when it cannot be read.
Image read_image(const std::filesystem::path& path);

/// RGB of any image; gray is repeated.
Image to_rgb(const Image& image);

/// Luma of any image, (299·R + 587·G + 114·B) / 1000 rounded (ITU-R BT.601).
Image to_gray(const Image& image);

/// The largest part about the centre with the proportions height : width.
Image center_crop(const Image& image, int64_t height, int64_t width);

/// Resampled with a triangle filter that widens as the image shrinks, as Pillow's BILINEAR:
/// the width first, but the height where the image in between would otherwise have more than four
/// times the pixels of the larger of the two.
Image resize(const Image& image, int64_t height, int64_t width);

}  // namespace tandem
