// Generated images beside the images of the training data that they are most like.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"
#include "framework/showing/image_tiles.h"
#include "framework/showing/nearest_images.h"

namespace tandem {
namespace {

constexpr const char* kTraining = "train";
constexpr int64_t kMaxRows = 10;
constexpr int64_t kNumNeighbours = 5;

std::vector<std::string> names(GridContext& context) {
  const bool is_possible = capability<Generates>(context.model()) != nullptr &&
                           context.num_rows(kTraining, "images") > kNumNeighbours;
  return is_possible ? std::vector<std::string>{"neighbours"} : std::vector<std::string>();
}

/// Images of the training data by their rows (N).
at::Tensor training_images(const GridContext& context, const at::Tensor& rows) {
  std::vector<at::Tensor> images;
  for (int64_t i = 0; i < rows.size(0); ++i) {
    const auto row = rows[i].item<int64_t>();
    images.push_back(context.rows({kTraining, row, row + 1}, {"images"}).field("images").cpu());
  }
  return at::cat(images);
}

/// How near each image lies to its nearest one, divided by how near that one lies to another; 0 of
/// a copy.
at::Tensor nearness(const GridContext& context, const NearestImages& nearest) {
  const at::Tensor first = training_images(context, nearest.rows.select(1, 0));
  // Two of them: the nearest one of a training image is this image itself.
  const NearestImages others = nearest_images(context, kTraining, first, 2);
  // The copy of an image that the data has twice gives 0 / 0.
  return (nearest.distances.select(1, 0) / others.distances.select(1, 1))
      .nan_to_num(/*nan=*/0.0, /*posinf=*/INFINITY);
}

ImageRows draw(GridContext& context, const std::string&) {
  const at::Tensor generated = context.generated(context.settings().count);
  const NearestImages nearest = nearest_images(context, kTraining, generated, kNumNeighbours);
  const at::Tensor ratios = nearness(context, nearest);
  const at::Tensor order = std::get<1>(ratios.sort(/*stable=*/true, 0, /*descending=*/false));
  std::vector<at::Tensor> tiles;
  for (int64_t i = 0; i < std::min(kMaxRows, order.size(0)); ++i) {
    const auto sample = order[i].item<int64_t>();
    tiles.push_back(generated.narrow(0, sample, 1));
    tiles.push_back(number_tile(ratios[sample].item<double>(), generated));
    tiles.push_back(training_images(context, nearest.rows[sample]));
  }
  return {at::cat(tiles), kNumNeighbours + 2};
}

}  // namespace

GridKind neighbours_grid() {
  return {.name = "neighbours",
          .sentence =
              "Those ten generated images that are nearest to the training data by their pixels: "
              "each, its distance from the nearest training image divided by the distance of that "
              "one from another, and its five nearest training images. Ratios far below 1 are "
              "copies.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
