// Changes the images of any source while they are packed.
#pragma once

#include <cstdint>
#include <memory>

#include "datasets/row_source.h"

namespace tandem {

/// In this order, so that what a rotation brings in is inverted with the rest.
struct PixelChanges {
  double rotate_degrees = 0;  // angle drawn evenly from [-rotate_degrees, rotate_degrees]
  bool invert = false;        // 255 - pixel
  bool binarize = false;      // 0 or 255, drawn with the intensities as probabilities
  uint64_t seed = 0;
};

/// Every field of images of every row (images; source and target alike, turned by one angle) with
/// these changes; draws depend on the seed, the split and the row. Throws UsageError for a source
/// without images, for an angle outside [0, 180], and for a rotation of images whose latents it
/// would make wrong.
std::unique_ptr<RowSource> change_pixels(std::unique_ptr<RowSource> source,
                                         const PixelChanges& changes);

}  // namespace tandem
