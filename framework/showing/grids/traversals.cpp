// What single latents of a code stand for.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "framework/model/code_distribution.h"
#include "framework/showing/grid_kind.h"
#include "framework/showing/image_tiles.h"
#include "framework/statistics/code_usage.h"

namespace tandem {
namespace {

constexpr int64_t kMaxRows = 32;
constexpr int64_t kNumColumns = 9;

std::vector<std::string> names(GridContext& context) {
  const bool is_possible = capability<Generates>(context.model()) != nullptr &&
                           capability<Encodes>(context.model()) != nullptr &&
                           context.has_images("images");
  return is_possible ? std::vector<std::string>{"traversals"} : std::vector<std::string>();
}

/// Of the distributions of the images that are shown; undefined where a family has none.
at::Tensor divergences(GridContext& context) {
  auto* encodes = capability<EncodesDistribution>(context.model());
  if (encodes == nullptr) return {};
  const Batch input = to_model_input(context.images({"images"}), context.settings().range);
  const CodeDistribution codes = encodes->encode_distribution(input.field("images"));
  return latent_divergences(codes.mean, codes.log_variance);
}

ImageRows draw(GridContext& context, const std::string&) {
  const at::Tensor code = context.codes().narrow(0, 0, 1);
  const at::Tensor divergence = divergences(context);
  const at::Tensor order =
      divergence.defined() ? std::get<1>(divergence.sort(/*stable=*/true, 0, /*descending=*/true))
                           : at::arange(code.size(1));
  const at::Tensor positions = at::linspace(-3, 3, kNumColumns, code.options());
  std::vector<at::Tensor> tiles;
  for (int64_t row = 0; row < std::min(code.size(1), kMaxRows); ++row) {
    const auto latent = order[row].item<int64_t>();
    at::Tensor codes = code.repeat({kNumColumns, 1});
    codes.select(1, latent).copy_(positions);
    const at::Tensor images = context.pixels_of(codes);
    if (divergence.defined()) {
      tiles.push_back(number_tile(divergence[latent].item<double>(), images));
    }
    tiles.push_back(images);
  }
  return {at::cat(tiles), kNumColumns + (divergence.defined() ? 1 : 0)};
}

}  // namespace

GridKind traversals_grid() {
  return {.name = "traversals",
          .sentence =
              "A row per latent of an image's code, moved evenly from -3 to 3. Of a family that "
              "encodes to distributions: in front of each row the mean divergence of its latent "
              "from the prior in nats, over the images of the reconstructions; the largest first.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
