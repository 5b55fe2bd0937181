// Images translated by a model, for people to look at. Called by ModelGrids and by `tandem-worker
// sample`.
#pragma once

#include <string>

#include "framework/data/batch.h"
#include "framework/model/capabilities.h"
#include "framework/model/pixel_range.h"
#include "framework/showing/latent_images.h"

namespace tandem {

/// Images (N, H, W, C) uint8, translated to (N, H', W', C') uint8 on the CPU. Each is translated by
/// itself and with the same noise, where the family adds some: an image's translation does not
/// depend on those beside it, even with batch norm that takes the statistics of what it sees.
at::Tensor translate_pixels(TranslatesImages& model, PixelRange range, const at::Tensor& images,
                            const std::string& translation);

/// Every image of the translation's input in `batch` (as stored) beside its translation, what the
/// way back makes of that, where there is one, and for a pair its target; several to a row, the
/// last filled up with black. Gray images become RGB beside such.
ImageRows translation_images(TranslatesImages& model, PixelRange range,
                             const Translation& translation, const Batch& batch);

}  // namespace tandem
