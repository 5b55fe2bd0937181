#include "framework/nn/layers/spatial_frequencies.h"

#include <ATen/ATen.h>

#include <numbers>

#include "framework/core/error.h"

namespace tandem {
namespace {

// What the squared frequency of a difference of channels is multiplied by: they come late.
constexpr double kChannelCost = 10.0;

/// The cosine transform of a length: orthonormal rows, (length, length) float64.
at::Tensor cosines(int64_t length) {
  const at::Tensor frequencies = at::arange(length, at::kDouble).unsqueeze(1);
  // Half a pixel off the edge: the transform of type II.
  const at::Tensor places = at::arange(length, at::kDouble) + 0.5;
  const auto size = static_cast<double>(length);
  at::Tensor rows = (frequencies * places * (std::numbers::pi / size)).cos();
  return rows / rows.norm(2, {1}, /*keepdim=*/true);
}

}  // namespace

at::Tensor lowest_frequencies(int64_t count, int64_t channels, int64_t height, int64_t width) {
  const int64_t num_dimensions = channels * height * width;
  if (count > num_dimensions) {
    throw Error(ExitCode::kInternal, {.what = "there are not so many frequencies",
                                      .expected = "at most " + std::to_string(num_dimensions),
                                      .got = std::to_string(count)});
  }
  // By the length of the side: of an oblong image waves are ranked by their length in pixels.
  const auto squares = [](int64_t length) {
    return (at::arange(length, at::kDouble) / static_cast<double>(length)).square();
  };
  const at::Tensor weights = (at::arange(channels, at::kDouble) * kChannelCost).clamp_min(1.0);
  const at::Tensor costs =
      (squares(height).unsqueeze(1) + squares(width)) * weights.view({channels, 1, 1});
  // Stable: waves of equal cost, as those with rows and columns exchanged, come in one order.
  const at::Tensor order =
      std::get<1>(at::sort(costs.flatten(), /*stable=*/true, /*dim=*/0, /*descending=*/false))
          .narrow(0, 0, count);
  const auto rows = [&](int64_t length, const at::Tensor& frequencies) {
    return cosines(length).index_select(0, frequencies);
  };
  // A number in `order` is a place in the table of costs: channel, row, column.
  const at::Tensor over_channels =
      rows(channels, order.floor_divide(height * width)).view({count, channels, 1, 1});
  const at::Tensor over_height =
      rows(height, order.floor_divide(width).remainder(height)).view({count, 1, height, 1});
  const at::Tensor over_width = rows(width, order.remainder(width)).view({count, 1, 1, width});
  return (over_channels * over_height * over_width).flatten(1).to(at::kFloat);
}

}  // namespace tandem
