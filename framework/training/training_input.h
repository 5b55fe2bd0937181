// The micro-batches of an update as a model is trained on them.
#pragma once

#include <vector>

#include "framework/data/augmentation.h"
#include "framework/data/batch.h"
#include "framework/model/pixel_range.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// The micro-batches of this rank's lanes as stored, with images converted to `range` and
/// augmented. What a lane draws follows from the run's seed, the update and the lane alone; the
/// default generators are seeded only where an option is on. Throws DataError for what cannot be
/// augmented.
std::vector<Batch> training_input(const std::vector<Batch>& stored,
                                  const AugmentationOptions& augmentation, PixelRange range,
                                  const RunShape& shape, const UpdatePosition& position);

}  // namespace tandem
