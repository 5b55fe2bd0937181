// The micro-batches of an update as a model is trained on them. Called by the trainer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/data/augmentation.h"
#include "framework/data/batch.h"
#include "framework/model/pixel_range.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// The update of a run that a batch is drawn for.
struct UpdatePlace {
  int64_t step = 0;
  size_t learner = 0;
  int64_t update = 0;  // within the step
};

/// The micro-batches of this rank's lanes as stored, with images converted to `range` and
/// augmented. What a lane draws follows from the run's seed, the place and the lane alone; the
/// default generators are seeded only where an option is on. Throws DataError for what cannot be
/// augmented.
std::vector<Batch> training_input(const std::vector<Batch>& stored,
                                  const AugmentationOptions& augmentation, PixelRange range,
                                  const RunShape& shape, const UpdatePlace& place);

}  // namespace tandem
