#include "framework/showing/grid_context.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/capabilities.h"
#include "framework/showing/generation.h"
#include "framework/showing/image_tiles.h"

namespace tandem {
namespace {

constexpr const char* kSplit = "test";

}  // namespace

GridContext::GridContext(GenerativeModel& model, const DataSources& data,
                         const GridSettings& settings)
    : model_(model), data_(&data), settings_(settings) {
  const int64_t num_rows = data.has_group(kSplit) ? data.num_rows(kSplit) : 0;
  // Half of a square grid in whole rows: the other half shows what the model makes of these
  // images.
  const int64_t columns = square_columns(settings.count);
  num_images_ = std::min(num_rows, columns * ((columns + 1) / 2));
}

GridContext::GridContext(GenerativeModel& model, const Batch& images, const GridSettings& settings)
    : model_(model), settings_(settings), num_images_(images.size()) {
  for (const auto& [name, tensor] : images.fields()) fields_.emplace(name, tensor);
}

bool GridContext::has_images(const std::string& field) const {
  if (data_ == nullptr) return fields_.contains(field);
  return data_->has_group(kSplit) && data_->has_field(kSplit, field);
}

Batch GridContext::images(const std::vector<std::string>& fields) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : fields) tensors.emplace_back(name, field(name));
  return Batch(std::move(tensors));
}

const at::Tensor& GridContext::field(const std::string& name) {
  const auto found = fields_.find(name);
  if (found != fields_.end()) return found->second;
  // Read before there is a place for it: of what cannot be read nothing is kept.
  const at::Tensor tensor = even_rows(kSplit, {name}, num_images_).field(name);
  return fields_.emplace(name, tensor).first->second;
}

int64_t GridContext::num_rows(const std::string& split, const std::string& field) const {
  if (data_ == nullptr || !data_->has_group(split) || !data_->has_field(split, field)) return 0;
  return data_->num_rows(split);
}

Batch GridContext::rows(const RowRange& range, const std::vector<std::string>& fields) const {
  return read_batch(*data_, range, fields, settings_.device);
}

Batch GridContext::even_rows(const std::string& split, const std::vector<std::string>& fields,
                             int64_t count) const {
  const int64_t num_rows = data_->num_rows(split);
  const int64_t num_taken = std::min(count, num_rows);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : fields) {
    // One by one: they lie far apart in a split that need not fit into memory.
    std::vector<at::Tensor> taken;
    for (int64_t i = 0; i < num_taken; ++i) {
      const int64_t row = i * num_rows / num_taken;
      taken.push_back(rows({.group = split, .begin = row, .end = row + 1}, {name}).field(name));
    }
    tensors.emplace_back(name, at::cat(taken));
  }
  return Batch(std::move(tensors));
}

at::Tensor GridContext::codes_of(const at::Tensor& stored) {
  const at::Tensor input =
      to_model_input(Batch({{"images", stored}}), settings_.range).field("images");
  seed_generators(input.device(), mix_seed(Stream::kGeneration));
  return require<Encodes>(model_).encode(input);
}

at::Tensor GridContext::draw_latents(int64_t count) {
  // More fields than the seeds of generated chunks have, so that no stream is one of theirs.
  seed_generators(settings_.device, mix_seed(Stream::kGeneration, settings_.seed, count, 1));
  return require<Generates>(model_).draw_latents(count);
}

at::Tensor GridContext::generated(int64_t count) {
  return generate_images(model_, settings_.range, settings_.device,
                         {.count = count, .seed = settings_.seed});
}

at::Tensor GridContext::pixels_of(const at::Tensor& latents) {
  return to_pixels(require<Generates>(model_).generate(latents), settings_.range);
}

}  // namespace tandem
