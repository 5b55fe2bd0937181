#include "framework/training/training_input.h"

#include "framework/device/generator_seeding.h"

namespace tandem {

std::vector<Batch> training_input(const std::vector<Batch>& stored,
                                  const AugmentationOptions& augmentation, PixelRange range,
                                  const RunShape& shape, const UpdatePosition& position) {
  std::vector<Batch> result;
  result.reserve(stored.size());
  int64_t lane = shape.first_lane;
  for (const Batch& batch : stored) {
    result.push_back(to_model_input(batch, range));
    if (augmentation.active()) {
      // Anew for each lane: how a sample is changed does not depend on the rank that has it.
      seed_generators(batch.fields().front().second.device(),
                      micro_batch_seed(Stream::kAugmentation, shape, position, lane));
      result.back() = augmented(result.back(), augmentation, interval_of(range));
    }
    ++lane;
  }
  return result;
}

}  // namespace tandem
