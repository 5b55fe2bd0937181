#include "framework/metrics/metric_context.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "framework/data/image_fields.h"
#include "framework/data/read_batch.h"
#include "framework/metrics/image_columns.h"

namespace tandem {
namespace {

// Kernels may round differently for another batch size, so every chunk is generated whole.
constexpr int64_t kGeneratedChunk = 100;

at::Tensor as_drawn(const at::Tensor& latents, int64_t) { return latents; }

WantedSights wanted_by(const std::vector<const Metric*>& metrics) {
  WantedSights wanted;
  for (const Metric* metric : metrics) {
    wanted.features |= metric->needs.features;
    wanted.logits |= metric->needs.logits;
    wanted.classes |= metric->needs.classes;
  }
  return wanted;
}

}  // namespace

std::vector<at::Tensor> MetricContext::begin_part(const SubjectPart& part,
                                                  const std::vector<const Metric*>& metrics) {
  if (metrics.empty()) return {};
  const Subject subject = metrics.front()->subject;
  // Stands until the next part begins: data_images goes by it, too.
  wanted_ = wanted_by(metrics);
  images_are_finite_ = true;
  const ColumnLayout layout(*this, metrics);
  at::Tensor columns;
  if (subject == Subject::kSamples) {
    samples_ = {};
    std::tie(samples_, columns) =
        generate(as_drawn, stream_of(EvaluationStream::kSamples), part, layout);
  } else if (subject == Subject::kConditions) {
    samples_on_condition_ = {};
    auto& conditional = require<GeneratesOnCondition>(model());
    const Condition condition = conditional.conditions()[part.index];
    const auto with_category = [&](const at::Tensor& latents, int64_t begin) {
      return conditional.with_condition(
          latents, condition.name,
          categories_in_turn(begin, latents.size(0), condition.num_categories, latents.device()));
    };
    std::tie(samples_on_condition_, columns) =
        generate(with_category, stream_of(EvaluationStream::kConditions, part.index), part, layout);
  } else if (layout.num_columns() > 0) {
    const MadeColumns made = split_columns(*this, subject, part, layout);
    columns = made.columns;
    images_are_finite_ = made.images_are_finite;
  }
  return layout.split(columns);
}

std::pair<SeenImages, at::Tensor> MetricContext::generate(const LatentChange& change,
                                                          uint64_t stream, const SubjectPart& part,
                                                          const ColumnLayout& layout) {
  auto& generates = require<Generates>(model());
  const auto values = [&](int64_t begin, int64_t end) {
    // The last chunk is cut only when its images are there.
    const at::Tensor latents = change(generates.draw_latents(kGeneratedChunk), begin);
    const at::Tensor images = generates.generate(latents).narrow(0, 0, end - begin);
    std::vector<at::Tensor> all = see(measured_pixels(images, settings().pixel_range), wanted_);
    all.push_back(layout.num_columns() == 0 ? at::Tensor()
                                            : layout.values(*this, part, {.images = images}));
    all.push_back(are_finite(images));
    return all;
  };
  std::vector<GatheredMatrix> matrices = matrices_of(wanted_);
  matrices.push_back({layout.num_columns(), at::kDouble});
  matrices.push_back({1});
  const ChunkedRows rows{
      .num_rows = plan_.num_samples, .chunk_size = kGeneratedChunk, .stream = stream};
  std::vector<at::Tensor> gathered =
      gather_matrices(rows, matrices, settings(), values, communicator_);
  images_are_finite_ = gathered[4].gt(0).all().item<bool>();
  return {{gathered[0], gathered[1], gathered[2]}, gathered[3]};
}

std::vector<GatheredMatrix> MetricContext::matrices_of(const WantedSights& wanted) const {
  return {{wanted.features ? network().num_features() : 0},
          {wanted.logits ? network().num_classes() : 0},
          {wanted.classes ? classifier().num_classes() : 0}};
}

std::vector<at::Tensor> MetricContext::see(const at::Tensor& pixels,
                                           const WantedSights& wanted) const {
  std::vector<at::Tensor> seen(3);
  if (wanted.features || wanted.logits) {
    // One pass gives features and logits, and the classes where the network is the classifier, too.
    const SeenBatch by_network = network().see(pixels);
    seen = {by_network.features, by_network.logits, by_network.logits};
    if (!wanted.classes || &classifier() == &network()) return seen;
  }
  if (wanted.classes) seen[2] = classifier().see(pixels).logits;
  return seen;
}

std::string MetricContext::data_key(const std::string& split, int64_t max_rows) const {
  const std::string field = image_field(settings().fields);
  const int64_t count = count_split_rows(data(), settings_of(split), {field}, max_rows);
  // Kernels may round differently for another batch size.
  return split + "/" + field + " " + std::to_string(count) + " in chunks of " +
         std::to_string(settings().chunk_size);
}

EvaluationSettings MetricContext::settings_of(const std::string& split) const {
  EvaluationSettings of_split = settings();
  of_split.split = split;
  return of_split;
}

const SeenImages& MetricContext::data_images(const std::string& split, int64_t max_rows) {
  // The reference stays good when the call below for the whole split adds an entry.
  SeenImages& kept = plan_.networks->images(data_key(split, max_rows));
  const std::string field = image_field(settings().fields);
  const EvaluationSettings of_split = settings_of(split);
  const int64_t num_rows = count_split_rows(data(), of_split, {field});
  // Another metric, or an evaluation before this one, may have left only one of the two.
  const WantedSights missing{.features = wanted_.features && !kept.features.defined(),
                             .logits = wanted_.logits && split == settings().split &&
                                       max_rows >= num_rows && !kept.logits.defined()};
  if (!missing.features && !missing.logits) return kept;
  const int64_t num_read = rows_to_read(split, num_rows, max_rows);
  if (num_read > max_rows) {
    kept.features = data_images(split).features.index_select(0, standing_rows(num_rows, max_rows));
    return kept;
  }
  const auto values = [&](int64_t begin, int64_t end) {
    const Batch stored = read_batch(data(), {.group = split, .begin = begin, .end = end}, {field},
                                    communicator_.device());
    return see(stored.field(field), missing);
  };
  const ChunkedRows rows{.num_rows = num_read,
                         .chunk_size = settings().chunk_size,
                         .stream = stream_of(EvaluationStream::kReference)};
  const std::vector<at::Tensor> gathered =
      gather_matrices(rows, matrices_of(missing), of_split, values, communicator_);
  if (missing.features) kept.features = gathered[0];
  if (missing.logits) kept.logits = gathered[1];
  return kept;
}

const Gaussian& MetricContext::data_gaussian(const std::string& split, int64_t max_rows) {
  return plan_.networks->gaussian(data_key(split, max_rows), [&] {
    return fit_gaussian(data_images(split, max_rows).features);
  });
}

const at::Tensor& MetricContext::data_labels(const std::string& split, int64_t max_rows) {
  // A split without labels leaves an undefined entry and is not asked again.
  const auto [entry, is_new] = data_labels_.try_emplace(data_key(split, max_rows));
  const std::string field = label_field(image_field(settings().fields));
  if (!is_new || !data().has_field(split, field)) return entry->second;
  const auto values = [&](const Batch& stored) { return stored.field(field).view({-1, 1}); };
  entry->second =
      gather_split_rows(data(), settings_of(split),
                        {.fields = {field}, .max_rows = max_rows, .values = values}, communicator_)
          .flatten()
          .to(at::kLong);
  const auto num_named = static_cast<int64_t>(class_names_of(data(), field).size());
  if (num_named > 0) check_labels(entry->second, num_named, split + "/" + field);
  return entry->second;
}

std::optional<std::string> MetricContext::other_split(int64_t num_rows) const {
  return other_split(num_rows, image_field(settings().fields));
}

std::optional<std::string> MetricContext::other_split(int64_t num_rows,
                                                      const std::string& field) const {
  for (const char* split : {"valid", "test", "train"}) {
    if (split == settings().split || !data().has_field(split, field)) continue;
    if (data().field(split, field).num_rows() >= num_rows) return split;
  }
  return std::nullopt;
}

at::Tensor categories_in_turn(int64_t begin, int64_t count, int64_t num_categories,
                              const at::Device& device) {
  const auto options = at::TensorOptions(device).dtype(at::kLong);
  return at::arange(begin, begin + count, options).remainder(num_categories);
}

at::Tensor measured_pixels(const at::Tensor& images, PixelRange range) {
  // Real images come from 8 bits: what a network sees of generated ones is rounded like them.
  return to_pixels(images, range).to(images.device());
}

}  // namespace tandem
