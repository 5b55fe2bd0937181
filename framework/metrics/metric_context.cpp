#include "framework/metrics/metric_context.h"

#include <ATen/ATen.h>

#include "framework/data/image_fields.h"

namespace tandem {
namespace {

// Kernels may round differently for another batch size, so every chunk is generated whole.
constexpr int64_t kChunkSize = 100;

}  // namespace

const SeenImages& MetricContext::samples() {
  const auto [entry, is_new] = seen_.try_emplace("");
  if (is_new) {
    const auto as_drawn = [](const at::Tensor& latents, int64_t) { return latents; };
    entry->second = see_samples(as_drawn, stream_of(EvaluationStream::kSamples));
  }
  return entry->second;
}

const SeenImages& MetricContext::samples_on(const Part& part) {
  const auto [entry, is_new] = seen_.try_emplace(part.prefix);
  if (is_new) {
    auto& conditional = require<GeneratesOnCondition>(model());
    const Condition condition = conditional.conditions()[part.index];
    const auto with_category = [&](const at::Tensor& latents, int64_t begin) {
      return conditional.with_condition(
          latents, condition.name,
          categories_in_turn(begin, latents.size(0), condition.num_categories, latents.device()));
    };
    entry->second =
        see_samples(with_category, stream_of(EvaluationStream::kConditions, part.index));
  }
  return entry->second;
}

SeenImages MetricContext::see_samples(const LatentChange& change, uint64_t stream) {
  auto& generates = require<Generates>(model());
  const auto values = [&](int64_t begin, int64_t end) {
    const at::Tensor latents = change(generates.draw_latents(kChunkSize), begin);
    const at::Tensor images = generates.generate(latents).narrow(0, 0, end - begin);
    const SeenBatch seen = network().see(measured_pixels(images, settings().pixel_range));
    return at::cat({seen.features.to(at::kDouble), seen.logits.to(at::kDouble)}, 1);
  };
  const int64_t num_features = network().num_features();
  const int64_t num_classes = network().num_classes();
  const at::Tensor rows = gather_rows({.num_rows = plan_.num_samples,
                                       .chunk_size = kChunkSize,
                                       .num_values = num_features + num_classes,
                                       .stream = stream},
                                      settings(), values, communicator_);
  return {rows.narrow(1, 0, num_features), rows.narrow(1, num_features, num_classes)};
}

std::string MetricContext::data_key(const std::string& split, int64_t max_rows) const {
  return split + "/" + image_field(settings().fields) + " " + std::to_string(max_rows);
}

const at::Tensor& MetricContext::data_features(const std::string& split, int64_t max_rows) {
  const auto [entry, is_new] = data_features_.try_emplace(data_key(split, max_rows));
  if (is_new) {
    const std::string field = image_field(settings().fields);
    EvaluationSettings of_split = settings();
    of_split.split = split;
    const auto values = [&](const Batch& stored) {
      return network().see(stored.field(field)).features;
    };
    entry->second = gather_split_rows(data(), of_split,
                                      {.fields = {field},
                                       .num_values = network().num_features(),
                                       .stream = stream_of(EvaluationStream::kReference),
                                       .max_rows = max_rows,
                                       .values = values},
                                      communicator_);
  }
  return entry->second;
}

const Gaussian& MetricContext::data_gaussian(const std::string& split, int64_t max_rows) {
  return plan_.features->gaussian(data_key(split, max_rows),
                                  [&] { return fit_gaussian(data_features(split, max_rows)); });
}

at::Tensor categories_in_turn(int64_t begin, int64_t count, int64_t num_categories,
                              const at::Device& device) {
  const auto options = at::TensorOptions(device).dtype(at::kLong);
  return at::arange(begin, begin + count, options).remainder(num_categories);
}

at::Tensor measured_pixels(const at::Tensor& images, PixelRange range) {
  return to_pixels(images, range).to(images.device());
}

}  // namespace tandem
