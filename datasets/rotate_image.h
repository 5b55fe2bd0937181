// Turns an image. Called while images are packed.
#pragma once

#include "framework/core/image.h"

namespace tandem {

/// The image turned counter-clockwise about its centre, interpolated bilinearly; what comes in from
/// outside is black.
Image rotate_image(const Image& image, double degrees);

}  // namespace tandem
