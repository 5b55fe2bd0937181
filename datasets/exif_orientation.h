// How a picture from a camera is to be turned: the orientation of Exif 2.3 (CIPA DC-008).
#pragma once

#include <string_view>

#include "framework/core/image.h"

namespace tandem {

/// The orientation that the Exif data of a JPEG file give, 1 … 8: where the first row and the first
/// column of its pixels are to be seen. 1, as they lie, where there is none or it cannot be read.
int exif_orientation(std::string_view jpeg);

/// A stored image with this orientation as it is to be seen.
Image upright(Image image, int orientation);

}  // namespace tandem
