#include "framework/data/image_transforms.h"

#include <ATen/ATen.h>

namespace tandem {
namespace {

// Modes of at::grid_sampler (ATen/native/GridSamplerUtils.h).
constexpr int64_t kBilinear = 0;
constexpr int64_t kZeros = 0;

/// (N) as (N, 1, 1, 1), to meet images.
at::Tensor per_image(const at::Tensor& values) { return values.view({-1, 1, 1, 1}); }

/// Whole pixels `begin` … `begin` + count − 1 of each image: (N, count).
at::Tensor positions(const at::Tensor& begin, int64_t count) {
  return begin.unsqueeze(1) + at::arange(count, begin.options());
}

/// The intensity of images (N, C, H, W) as (N, 1, H, W).
at::Tensor grey(const at::Tensor& images) {
  if (images.size(1) != 3) return images.mean(1, /*keepdim=*/true);
  return 0.299 * images.narrow(1, 0, 1) + 0.587 * images.narrow(1, 1, 1) +
         0.114 * images.narrow(1, 2, 1);
}

/// Between `from` and `images`, and beyond: from + factor · (images − from), clipped.
at::Tensor blend(const at::Tensor& from, const at::Tensor& images, const at::Tensor& factor) {
  return (from + per_image(factor) * (images - from)).clamp_(0.0, 1.0);
}

}  // namespace

at::Tensor flip_where(const at::Tensor& images, const at::Tensor& which, int64_t dimension) {
  return at::where(per_image(which), images.flip({dimension}), images);
}

at::Tensor place_images(const at::Tensor& images, const Placement& placement,
                        PixelInterval interval) {
  // The grid asks where an output pixel comes from, so it holds the inverse of the placement, in
  // coordinates that run from −1 to 1 over the image: sides of different length enter as a ratio.
  const double ratio = static_cast<double>(images.size(2)) / static_cast<double>(images.size(3));
  const at::Tensor cosine = placement.angle.cos() / placement.scale;
  const at::Tensor sine = placement.angle.sin() / placement.scale;
  const at::Tensor x_of_y = -ratio * sine;
  const at::Tensor y_of_x = sine / ratio;
  const at::Tensor shift_x = 2.0 * placement.shift_x;
  const at::Tensor shift_y = 2.0 * placement.shift_y;
  const at::Tensor inverse = at::stack({cosine, x_of_y, -cosine * shift_x - x_of_y * shift_y,
                                        y_of_x, cosine, -y_of_x * shift_x - cosine * shift_y},
                                       1)
                                 .view({-1, 2, 3});
  const at::Tensor grid =
      at::affine_grid_generator(inverse, images.sizes(), /*align_corners=*/false);
  // What lies outside is sampled as 0, so black is moved there and back.
  at::Tensor placed = at::grid_sampler(images - interval.black, grid, kBilinear, kZeros,
                                       /*align_corners=*/false);
  return placed.add_(interval.black).clamp_(interval.black, interval.white);
}

at::Tensor crop_padded(const at::Tensor& images, const Corner& corner, int64_t padding,
                       PixelInterval interval) {
  const int64_t height = images.size(2), width = images.size(3);
  const at::Tensor padded =
      at::constant_pad_nd(images, {padding, padding, padding, padding}, interval.black);
  const at::Tensor rows = positions(corner.top, height).unsqueeze(2);
  const at::Tensor columns = positions(corner.left, width).unsqueeze(1);
  // Places in a padded image whose rows are laid end to end.
  const at::Tensor pixels = (rows * (width + 2 * padding) + columns).view({-1, 1, height * width});
  return padded.flatten(2).gather(2, pixels.expand({-1, images.size(1), -1})).view(images.sizes());
}

at::Tensor cut_square(const at::Tensor& images, const Corner& corner, int64_t side,
                      PixelInterval interval) {
  const auto inside = [&](const at::Tensor& begin, int64_t dimension) {
    const at::Tensor position = at::arange(images.size(dimension), begin.options());
    const at::Tensor distance = position - begin.unsqueeze(1);
    return at::logical_and(distance >= 0, distance < side);
  };
  const at::Tensor square = at::logical_and(inside(corner.top, 2).unsqueeze(1).unsqueeze(3),
                                            inside(corner.left, 3).unsqueeze(1).unsqueeze(2));
  return images.masked_fill(square, interval.black);
}

at::Tensor change_brightness(const at::Tensor& images, const at::Tensor& factor) {
  return (images * per_image(factor)).clamp_(0.0, 1.0);
}

at::Tensor change_contrast(const at::Tensor& images, const at::Tensor& factor) {
  return blend(grey(images).mean({1, 2, 3}, /*keepdim=*/true), images, factor);
}

at::Tensor change_saturation(const at::Tensor& images, const at::Tensor& factor) {
  return images.size(1) == 3 ? blend(grey(images), images, factor) : images;
}

}  // namespace tandem
