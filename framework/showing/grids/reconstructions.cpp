// Images beside what a model makes of them.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/capabilities.h"
#include "framework/model/corruption.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

std::vector<std::string> names(GridContext& context) {
  const bool is_possible =
      capability<Reconstructs>(context.model()) != nullptr && context.has_images("images");
  return is_possible ? std::vector<std::string>{"reconstructions"} : std::vector<std::string>();
}

ImageRows draw(GridContext& context, const std::string&) {
  const PixelRange range = context.settings().range;
  const Batch batch = context.images({"images"});
  at::Tensor seen = to_model_input(batch, range).field("images");
  // What noise a family adds has a fixed seed.
  seed_generators(seen.device(), mix_seed(Stream::kGeneration));
  const at::Tensor originals = batch.field("images").to(at::kCPU);
  const bool restores = denoises(context.model());
  // Before the reconstruction, which draws its own noise from the same stream.
  if (restores) seen = require<Corrupts>(context.model()).corrupt(seen);
  const at::Tensor outputs =
      to_pixels(require<Reconstructs>(context.model()).reconstruct(seen), range);
  std::vector<at::Tensor> tiles = {originals, outputs};
  if (restores) tiles = {to_pixels(seen, range), outputs, originals};
  const int64_t num_columns = square_columns(context.settings().count);
  std::vector<at::Tensor> rows;
  for (int64_t begin = 0; begin < originals.size(0); begin += num_columns) {
    const int64_t count = std::min(num_columns, originals.size(0) - begin);
    for (const at::Tensor& each : tiles) {
      rows.push_back(at::constant_pad_nd(each.narrow(0, begin, count),
                                         {0, 0, 0, 0, 0, 0, 0, num_columns - count}));
    }
  }
  return {at::cat(rows), num_columns};
}

}  // namespace

GridKind reconstructions_grid() {
  return {.name = "reconstructions",
          .sentence =
              "Rows of images above rows of their reconstructions; of a model that "
              "denoises: corrupted copies, what it makes of them, originals. The last rows are "
              "filled up with black.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
