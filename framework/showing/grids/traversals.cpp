// What single latents of a code stand for.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"

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

ImageRows draw(GridContext& context, const std::string&) {
  const at::Tensor code = context.codes().narrow(0, 0, 1);
  const int64_t num_rows = std::min(code.size(1), kMaxRows);
  const at::Tensor positions = at::linspace(-3, 3, kNumColumns, code.options());
  std::vector<at::Tensor> rows;
  for (int64_t latent = 0; latent < num_rows; ++latent) {
    at::Tensor codes = code.repeat({kNumColumns, 1});
    codes.select(1, latent).copy_(positions);
    rows.push_back(context.pixels_of(codes));
  }
  return {at::cat(rows), kNumColumns};
}

}  // namespace

GridKind traversals_grid() {
  return {.name = "traversals",
          .sentence = "A row per latent of an image's code, moved evenly from -3 to 3.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
