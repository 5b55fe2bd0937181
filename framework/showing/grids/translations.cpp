// Images beside their translations.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"
#include "framework/showing/translated_pixels.h"

namespace tandem {
namespace {

constexpr int64_t kMaxColumns = 12;

std::vector<std::string> names(GridContext& context) {
  const auto* translates = capability<TranslatesImages>(context.model());
  if (translates == nullptr) return {};
  std::vector<std::string> names;
  for (const Translation& translation : translates->translations()) {
    const bool has_target = !translation.paired || context.has_images(translation.output);
    if (context.has_images(translation.input) && has_target) names.push_back(translation.name);
  }
  return names;
}

ImageRows draw(GridContext& context, const std::string& name) {
  auto& model = require<TranslatesImages>(context.model());
  const std::vector<Translation> all = model.translations();
  const Translation translation = *find_translation(all, name);
  const Translation* back = way_back(all, translation);
  std::vector<std::string> fields = {translation.input};
  if (translation.paired) fields.push_back(translation.output);
  const Batch batch = context.images(fields);
  const PixelRange range = context.settings().range;
  const at::Tensor& input = batch.field(translation.input);
  std::vector<at::Tensor> parts = {input.to(at::kCPU), translate_pixels(model, range, input, name)};
  if (back != nullptr) {
    parts.push_back(translate_pixels(model, range, parts[1].to(input.device()), back->name));
  }
  if (translation.paired) parts.push_back(batch.field(translation.output).to(at::kCPU));
  // Tiles of one grid have equal shapes.
  int64_t channels = 1;
  for (const at::Tensor& images : parts) channels = std::max(channels, images.size(3));
  for (at::Tensor& images : parts) images = images.expand({-1, -1, -1, channels});
  const auto num_parts = static_cast<int64_t>(parts.size());
  // A multiple of the parts: no row ends between an image and its translation.
  const int64_t num_columns = std::min(input.size(0), kMaxColumns / num_parts) * num_parts;
  const at::Tensor tiles = at::stack(parts, 1).flatten(0, 1);
  const int64_t num_missing = (num_columns - tiles.size(0) % num_columns) % num_columns;
  return {at::constant_pad_nd(tiles, {0, 0, 0, 0, 0, 0, 0, num_missing}), num_columns};
}

}  // namespace

GridKind translations_grid() {
  return {.name = "translations",
          .sentence =
              "By the name of a translation: images beside their translations, what the "
              "way back makes of these and, of pairs, the targets; several to a row, the "
              "last filled up with black. Grey images become RGB beside such.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
