// What reconstructions have lost.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

constexpr double kGain = 4.0;
constexpr double kGrey = 128.0;
constexpr int64_t kNumTriples = 4;  // in a row

std::vector<std::string> names(GridContext& context) {
  const bool is_possible =
      capability<Reconstructs>(context.model()) != nullptr && context.has_images("images");
  return is_possible ? std::vector<std::string>{"differences"} : std::vector<std::string>();
}

ImageRows draw(GridContext& context, const std::string&) {
  const PixelRange range = context.settings().range;
  const Batch batch = context.images({"images"});
  const at::Tensor input = to_model_input(batch, range).field("images");
  // What noise a family adds has a fixed seed.
  seed_generators(input.device(), mix_seed(Stream::kGeneration));
  const at::Tensor results =
      to_pixels(require<Reconstructs>(context.model()).reconstruct(input), range);
  const at::Tensor originals = batch.field("images").to(at::kCPU);
  const at::Tensor difference = results.to(at::kDouble) - originals.to(at::kDouble);
  const at::Tensor shown = (kGrey + kGain * difference).clamp(0, 255).to(at::kByte);
  const int64_t num_triples = std::min(kNumTriples, originals.size(0));
  // Full rows only: what would begin another one is left out.
  const int64_t count = originals.size(0) / num_triples * num_triples;
  const at::Tensor tiles = at::stack({originals, results, shown}, 1).narrow(0, 0, count);
  return {tiles.flatten(0, 1), 3 * num_triples};
}

}  // namespace

GridKind differences_grid() {
  return {.name = "differences",
          .sentence =
              "Images, their reconstructions and four times the difference of the two: grey where "
              "they are equal, lighter where the reconstruction is.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
