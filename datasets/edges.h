// Finds the edges of an image.
#pragma once

#include "framework/core/image.h"

namespace tandem {

/// 255 on thin edges and 0 elsewhere, one channel: the detector of Canny ("A computational approach
/// to edge detection", 1986) on the luma, without smoothing before it: gradients of Sobel with the
/// border repeated, their local maxima across the edge, those of magnitude above 200 (of at most
/// about 1140) and all above 100 that are connected with them. As OpenCV's Canny with L2gradient,
/// which differs only where neighbours across a diagonal are equal: it then draws neither, this one
/// the first.
Image edges_of(const Image& image);

}  // namespace tandem
