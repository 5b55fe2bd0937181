#include "framework/training/training_input.h"

#include "framework/device/generator_seeding.h"

namespace tandem {

SourceLoader training_batches(const RunConfiguration& configuration, const RunShape& shape,
                              int64_t first_batch, const at::Device& device) {
  const DataOptions& data = configuration.options().data;
  return SourceLoader(configuration.data_locations(),
                      BatchLoaderOptions{.group = "train",
                                         .fields = configuration.family().data.fields,
                                         .seed = shape.seed,
                                         .batch_size = shape.batch_size,
                                         .micro_batches = shape.micro_batches,
                                         .first_lane = shape.first_lane,
                                         .num_local_lanes = shape.num_local_lanes,
                                         .resident_bytes = data.resident_bytes.value,
                                         .window_chunks = data.window_chunks,
                                         .prefetch_batches = data.prefetch_batches,
                                         .first_batch = first_batch},
                      device);
}

void check_training_batches(const RunConfiguration& configuration, const DataSources& data) {
  const RunOptions& options = configuration.options();
  for (const std::string& field : configuration.family().data.fields) {
    const DataSetFile& file = data.file_of(field);
    check_enough_rows({.path = file.path(),
                       .batch_size = options.batch.size,
                       .micro_batches = options.batch.micro_batches,
                       .resident_bytes = options.data.resident_bytes.value},
                      file.group("train"));
  }
}

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
