// Real and generated images as sums of waves.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"
#include "framework/statistics/spectrum.h"

namespace tandem {
namespace {

constexpr const char* kComparedSplit = "test";
constexpr int64_t kNumImages = 1000;
// Pixels of a map; the values of smaller ones are repeated to reach it.
constexpr int64_t kLeastSide = 192;
// A wave that no image has gets a finite logarithm, too.
constexpr double kSmallestPower = 1e-12;
constexpr double kGrey = 128.0;

std::vector<std::string> names(GridContext& context) {
  const bool is_possible = capability<Generates>(context.model()) != nullptr &&
                           context.num_rows(kComparedSplit, "images") > 0;
  return is_possible ? std::vector<std::string>{"spectra"} : std::vector<std::string>();
}

/// log10 of the mean over images and channels of squared coefficients, (H, W).
at::Tensor log_power(const at::Tensor& squares) {
  return squares.flatten(0, 1).mean(0).clamp_min(kSmallestPower).log10();
}

/// Two maps in the same shades, from the least value black to the largest white, and the second
/// less the first, grey where they are equal, white and black one power of ten apart: (3, H, W, 1).
at::Tensor compared(const at::Tensor& real, const at::Tensor& generated) {
  const at::Tensor both = at::stack({real, generated});
  const at::Tensor shades = (both - both.min()) / (both.max() - both.min()).clamp_min(1e-12) * 255;
  const at::Tensor difference = kGrey + (generated - real) * (255 - kGrey);
  return at::cat({shades, difference.unsqueeze(0)})
      .round()
      .clamp(0, 255)
      .to(at::kByte)
      .unsqueeze(3);
}

ImageRows draw(GridContext& context, const std::string&) {
  const int64_t count = std::min(kNumImages, context.num_rows(kComparedSplit, "images"));
  const auto pixels = [](const at::Tensor& images) {
    return images.to(at::kCPU, at::kDouble).permute({0, 3, 1, 2}) / 255;
  };
  const at::Tensor real =
      pixels(context.even_rows(kComparedSplit, {"images"}, count).field("images"));
  const at::Tensor generated = pixels(context.generated(count));
  const auto waves = [](const at::Tensor& images) {
    // The mean of the image in the middle of the map.
    return at::fft_fftshift(log_power(at::fft_fft2(images).abs().square()));
  };
  const auto cosines = [](const at::Tensor& images) {
    return log_power(cosine_transform(images).square());
  };
  const at::Tensor maps = at::cat(
      {compared(waves(real), waves(generated)), compared(cosines(real), cosines(generated))});
  const int64_t times = (kLeastSide + maps.size(1) - 1) / maps.size(1);
  return {maps.repeat_interleave(times, 1).repeat_interleave(times, 2), 3};
}

}  // namespace

GridKind spectra_grid() {
  return {.name = "spectra",
          .sentence =
              "Of 1000 images of the split test, of as many generated ones, and the difference of "
              "the two: above the mean power of all waves, the slowest in the middle, below that "
              "of the cosine transform, the slowest in the upper left. Logarithms; the difference "
              "is white where generated images have ten times the power.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
