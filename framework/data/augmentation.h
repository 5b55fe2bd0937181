// Random changes of the images that a network is trained on, drawn on the device as a batch is
// drawn, and never in evaluation.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/config/option_table.h"
#include "framework/data/batch.h"
#include "framework/data/image_transforms.h"

namespace tandem {

/// All off by default. Applied in the order of their declaration.
struct AugmentationOptions {
  double horizontal_flip = 0.0;
  double vertical_flip = 0.0;
  double rotation = 0.0;
  std::vector<double> scale = {1.0, 1.0};
  double shift = 0.0;
  int64_t crop = 0;
  double brightness = 0.0;
  double contrast = 0.0;
  double saturation = 0.0;
  double noise = 0.0;
  double cutout = 0.0;

  /// Whether any of them is on.
  bool active() const;
};

OptionTable<AugmentationOptions> augmentation_option_table();

/// The batch with its image fields changed at random: `images`, `source` and `target`, also below
/// the name of a source (`a/images`), (N, C, H, W) float32 with pixels in `interval`, where they
/// stay. Every sample has draws of its own, which all image fields of a source share, so that pairs
/// stay aligned; only noise is drawn for each field. Drawn from the default generator of the
/// images' device; switching an option on does not change what the others draw. The batch itself
/// when no option is on. Throws DataError for image fields of another type or rank, and with `crop`
/// for fields of one source with different heights or widths.
Batch augmented(const Batch& batch, const AugmentationOptions& options, PixelInterval interval);

}  // namespace tandem
