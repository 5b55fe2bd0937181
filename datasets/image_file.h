// Reads PNG and JPEG files.
#pragma once

#include <filesystem>

#include "framework/core/image.h"

namespace tandem {

/// Whether the name ends like that of a PNG or JPEG file, in any case.
bool has_image_name(const std::filesystem::path& path);

/// Decodes a PNG or JPEG file to 8 bits, grey or RGB; transparency lies on black. Throws DataError
/// naming `path` when it is damaged, cut off, not what its name says, a JPEG in CMYK, or more than
/// 256 MiB or 2^26 pixels; FileError when it cannot be read.
Image read_image(const std::filesystem::path& path);

}  // namespace tandem
