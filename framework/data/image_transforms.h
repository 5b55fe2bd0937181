// Transforms of images with one setting per image: what augmentation is made of. All of them run on
// the device of the images, without a look at values from the host.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// What pixels lie between.
struct PixelInterval {
  double black = 0.0;
  double white = 1.0;
};

/// Where an image comes to lie on a canvas of its own size: one value per image, (N) float each.
struct Placement {
  at::Tensor angle;    // radians, counter-clockwise about the centre
  at::Tensor scale;    // magnification about the centre
  at::Tensor shift_x;  // to the right, in widths
  at::Tensor shift_y;  // down, in heights
};

/// Where a window or a square begins: whole pixels, one per image, (N) int64 each.
struct Corner {
  at::Tensor top;
  at::Tensor left;
};

/// `images` (N, C, H, W), mirrored along `dimension` (2: upside down, 3: left to right) where
/// `which` (N) bool says so. Exact.
at::Tensor flip_where(const at::Tensor& images, const at::Tensor& which, int64_t dimension);

/// `images` (N, C, H, W) float rotated and scaled, then shifted; bilinear, black where nothing of
/// the image lies.
at::Tensor place_images(const at::Tensor& images, const Placement& placement,
                        PixelInterval interval);

/// Windows of the original size, cut from `images` (N, C, H, W) with `padding` pixels of black
/// around them; the corner lies within 0 … 2·padding. Exact.
at::Tensor crop_padded(const at::Tensor& images, const Corner& corner, int64_t padding,
                       PixelInterval interval);

/// `images` (N, C, H, W) with a square of `side` pixels set to black. Exact.
at::Tensor cut_square(const at::Tensor& images, const Corner& corner, int64_t side,
                      PixelInterval interval);

/// `images` (N, C, H, W) float in [0, 1] times `factor` (N), clipped to [0, 1].
at::Tensor change_brightness(const at::Tensor& images, const at::Tensor& factor);

/// The distance of each pixel of `images` (N, C, H, W) float in [0, 1] from the mean grey of its
/// image, times `factor` (N), clipped to [0, 1].
at::Tensor change_contrast(const at::Tensor& images, const at::Tensor& factor);

/// The distance of each pixel of `images` (N, 3, H, W) float in [0, 1] from its own grey, times
/// `factor` (N), clipped to [0, 1]. Grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Images with
/// another number of channels are returned as they are.
at::Tensor change_saturation(const at::Tensor& images, const at::Tensor& factor);

}  // namespace tandem
