#include "framework/showing/model_grids.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/metrics/split_means.h"
#include "framework/model/capabilities.h"
#include "framework/showing/generation.h"
#include "framework/showing/translation_images.h"

namespace tandem {
namespace {

constexpr const char* kSplit = "test";
constexpr int64_t kTraversalColumns = 9;
constexpr int64_t kInterpolationRows = 8;

Image grid_of_rows(const ImageRows& rows) { return grid_of(rows.images, rows.num_columns); }

}  // namespace

std::vector<std::string> ModelGrids::kinds() const {
  const LatentRows rows{
      .device = settings_.device, .range = settings_.range, .seed = settings_.seed};
  std::vector<std::string> kinds;
  const bool has_images = has_test("images");
  const auto add = [&](bool is_possible, const char* kind) {
    if (is_possible) kinds.emplace_back(kind);
  };
  add(can_generate(model_), "samples");
  add(can_reconstruct(model_) && has_images, "reconstructions");
  add(can_traverse(model_) && has_images, "traversals");
  // Between the codes of two images, or, where there are none, between two draws.
  const bool between_images = has_images && data_.num_rows(kSplit) > 1;
  const bool has_way =
      can_traverse(model_) ? between_images : can_generate(model_) && can_interpolate(model_, rows);
  add(has_way, "interpolations");
  add(can_show_filters(model_), "filters");
  if (const auto* conditional = dynamic_cast<const GeneratesOnCondition*>(&model_)) {
    for (const Condition& condition : conditional->conditions()) kinds.push_back(condition.name);
  }
  if (const auto* translates = dynamic_cast<const TranslatesImages*>(&model_)) {
    for (const Translation& translation : translates->translations()) {
      const bool has_target = !translation.paired || has_test(translation.output);
      add(has_test(translation.input) && has_target, translation.name.c_str());
    }
  }
  return kinds;
}

Image ModelGrids::grid(const std::string& kind) {
  const std::vector<std::string> known = kinds();
  if (std::find(known.begin(), known.end(), kind) == known.end()) {
    throw UsageError(
        {.what = "there is no such grid of this run",
         .where = "--grid",
         .expected = known.empty() ? "a family that can show something" : joined(known),
         .got = kind});
  }
  const auto& [device, range, count, seed] = settings_;
  if (kind == "samples") {
    return grid_of(generate_images(model_, range, device, count, seed), square_columns(count));
  }
  if (kind == "reconstructions") {
    const int64_t columns = square_columns(count);
    return grid_of(reconstruct_images(model_, range, test_images({"images"}), columns), columns);
  }
  if (kind == "traversals") {
    const at::Tensor images =
        traversal_images(model_, range, test_images({"images"}), kTraversalColumns);
    return grid_of(images, kTraversalColumns);
  }
  if (kind == "interpolations" && can_traverse(model_)) {
    return grid_of(interpolation_images(model_, range, test_images({"images"}), kInterpolationRows,
                                        kTraversalColumns),
                   kTraversalColumns);
  }
  if (kind == "interpolations") {
    return grid_of_rows(latent_interpolations(
        model_, {.device = device, .range = range, .num_rows = kInterpolationRows, .seed = seed}));
  }
  if (kind == "filters") {
    const at::Tensor images = filter_images(model_, count);
    return grid_of(images, square_columns(images.size(0)));
  }
  if (const auto* conditional = dynamic_cast<const GeneratesOnCondition*>(&model_)) {
    for (const Condition& condition : conditional->conditions()) {
      if (condition.name != kind) continue;
      return grid_of_rows(
          condition_images(model_, condition, {.device = device, .range = range, .seed = seed}));
    }
  }
  return grid_of_translation(kind);
}

Image ModelGrids::grid_of_translation(const std::string& kind) {
  auto& translates = require<TranslatesImages>(model_);
  const std::vector<Translation> all = translates.translations();
  const Translation translation = *find_translation(all, kind);
  std::vector<std::string> fields = {translation.input};
  if (translation.paired) fields.push_back(translation.output);
  return grid_of_rows(
      translation_images(translates, settings_.range, translation, test_images(fields)));
}

bool ModelGrids::has_test(const std::string& field) const {
  return data_.has_group(kSplit) && data_.has_field(kSplit, field);
}

Batch ModelGrids::test_images(const std::vector<std::string>& fields) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& field : fields) tensors.emplace_back(field, test_field(field));
  return Batch(std::move(tensors));
}

const at::Tensor& ModelGrids::test_field(const std::string& field) {
  const auto [found, is_new] = test_fields_.try_emplace(field);
  if (!is_new) return found->second;
  const int64_t num_rows = data_.num_rows(kSplit);
  const int64_t columns = square_columns(settings_.count);
  const int64_t count = std::min(num_rows, columns * ((columns + 1) / 2));
  std::vector<at::Tensor> images;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t row = i * num_rows / count;
    images.push_back(read_batch(data_, {.group = kSplit, .begin = row, .end = row + 1}, {field},
                                settings_.device)
                         .field(field));
  }
  found->second = at::cat(images);
  return found->second;
}

}  // namespace tandem
