#include "framework/training/training_input.h"

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"

namespace tandem {

std::vector<Batch> training_input(const std::vector<Batch>& stored,
                                  const AugmentationOptions& augmentation, PixelRange range,
                                  const RunShape& shape, const UpdatePlace& place) {
  std::vector<Batch> result;
  result.reserve(stored.size());
  auto lane = static_cast<uint64_t>(shape.first_lane);
  for (const Batch& batch : stored) {
    result.push_back(to_model_input(batch, range));
    if (augmentation.active()) {
      seed_generators(batch.fields().front().second.device(),
                      mix_seed(Stream::kAugmentation, shape.seed, place.step, place.learner,
                               place.update, lane));
      result.back() = augmented(result.back(), augmentation, interval_of(range));
    }
    ++lane;
  }
  return result;
}

}  // namespace tandem
