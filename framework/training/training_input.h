// The batches of the training set, and their micro-batches as a model is trained on them.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/data/augmentation.h"
#include "framework/data/batch.h"
#include "framework/data/source_loader.h"
#include "framework/data/storage/data_sources.h"
#include "framework/model/pixel_range.h"
#include "framework/training/run_configuration.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// Batches of the training set for this rank, from the one with the number `first_batch`. Throws as
/// SourceLoader does.
SourceLoader training_batches(const RunConfiguration& configuration, const RunShape& shape,
                              int64_t first_batch, const at::Device& device);

/// Throws ConfigError where a source of the training set holds less than one batch.
void check_training_batches(const RunConfiguration& configuration, const DataSources& data);

/// The micro-batches of this rank's lanes as stored, with images converted to `range` and
/// augmented. What a lane draws follows from the run's seed, the update and the lane alone; the
/// default generators are seeded only where an option is on. Throws DataError for what cannot be
/// augmented.
std::vector<Batch> training_input(const std::vector<Batch>& stored,
                                  const AugmentationOptions& augmentation, PixelRange range,
                                  const RunShape& shape, const UpdatePosition& position);

}  // namespace tandem
