#include "framework/data/augmentation.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/data/storage/data_description.h"

namespace tandem {
namespace {

/// Rows of the numbers that are drawn for a source. All are drawn whatever is on.
enum Draw : int64_t {
  kHorizontalFlip,
  kVerticalFlip,
  kRotation,
  kScale,
  kShiftX,
  kShiftY,
  kCropTop,
  kCropLeft,
  kBrightness,
  kContrast,
  kSaturation,
  kCutoutTop,
  kCutoutLeft,
  kNumDraws,
};

/// What the image fields of one source share.
struct SharedDraws {
  at::Tensor uniform;  // (kNumDraws, N), in [0, 1)
  std::string first_field;
  std::vector<int64_t> first_sizes;
};

std::string shape_text(const at::Tensor& tensor) {
  return "(" + joined(tensor.sizes()) + ") " + c10::toString(tensor.scalar_type());
}

void check(const std::string& name, const at::Tensor& images, const SharedDraws& draws,
           const AugmentationOptions& options) {
  if (images.dim() != 4 || images.scalar_type() != at::kFloat) {
    throw DataError({.what = "the field '" + name + "' cannot be augmented",
                     .where = "data.augment",
                     .expected = "images (N, C, H, W) Float",
                     .got = shape_text(images),
                     .advice = "Switch augmentation off for this data set."});
  }
  if (options.crop > 0 &&
      (images.size(2) != draws.first_sizes[2] || images.size(3) != draws.first_sizes[3])) {
    throw DataError({.what = "fields with images of different sizes cannot be cropped alike",
                     .where = "data.augment.crop",
                     .expected = "'" + name + "' of the size of '" + draws.first_field + "'",
                     .got = shape_text(images),
                     .advice = "Use shift instead of crop."});
  }
}

/// Uniform numbers as values from −largest to largest.
at::Tensor symmetric(const at::Tensor& uniform, double largest) {
  return (2.0 * uniform - 1.0) * largest;
}

/// Uniform numbers as whole ones from 0 to largest.
at::Tensor whole(const at::Tensor& uniform, int64_t largest) {
  // The product of a number just below 1 may be rounded up, out of the interval.
  return (uniform * static_cast<double>(largest + 1)).floor_().clamp_max_(largest).to(at::kLong);
}

bool places(const AugmentationOptions& options) {
  return options.rotation > 0 || options.shift > 0 || options.scale.front() != 1.0 ||
         options.scale.back() != 1.0;
}

bool colors(const AugmentationOptions& options) {
  return options.brightness > 0 || options.contrast > 0 || options.saturation > 0;
}

at::Tensor moved(at::Tensor images, const AugmentationOptions& options, PixelInterval interval,
                 const at::Tensor& uniform) {
  // The numbers lie below 1, so that a probability of 1 is certainty.
  if (options.horizontal_flip > 0) {
    images = flip_where(images, uniform[kHorizontalFlip] < options.horizontal_flip, 3);
  }
  if (options.vertical_flip > 0) {
    images = flip_where(images, uniform[kVerticalFlip] < options.vertical_flip, 2);
  }
  if (places(options)) {
    const double lowest = options.scale.front(), highest = options.scale.back();
    images = place_images(
        images,
        {.angle = symmetric(uniform[kRotation], options.rotation * std::numbers::pi / 180),
         .scale = lowest + (highest - lowest) * uniform[kScale],
         .shift_x = symmetric(uniform[kShiftX], options.shift),
         .shift_y = symmetric(uniform[kShiftY], options.shift)},
        interval);
  }
  if (options.crop > 0) {
    const Corner corner{.top = whole(uniform[kCropTop], 2 * options.crop),
                        .left = whole(uniform[kCropLeft], 2 * options.crop)};
    images = crop_padded(images, corner, options.crop, interval);
  }
  return images;
}

at::Tensor colored(const at::Tensor& images, const AugmentationOptions& options,
                   PixelInterval interval, const at::Tensor& uniform) {
  const double range = interval.white - interval.black;
  at::Tensor unit = (images - interval.black) / range;
  if (options.brightness > 0) {
    unit = change_brightness(unit, 1.0 + symmetric(uniform[kBrightness], options.brightness));
  }
  if (options.contrast > 0) {
    unit = change_contrast(unit, 1.0 + symmetric(uniform[kContrast], options.contrast));
  }
  if (options.saturation > 0) {
    unit = change_saturation(unit, 1.0 + symmetric(uniform[kSaturation], options.saturation));
  }
  return unit * range + interval.black;
}

at::Tensor disturbed(at::Tensor images, const AugmentationOptions& options, PixelInterval interval,
                     const at::Tensor& uniform) {
  if (options.noise > 0) {
    const double deviation = options.noise * (interval.white - interval.black);
    images =
        at::add(images, at::randn_like(images), deviation).clamp_(interval.black, interval.white);
  }
  if (options.cutout > 0) {
    const int64_t height = images.size(2), width = images.size(3);
    const int64_t side = std::lround(options.cutout * static_cast<double>(std::min(height, width)));
    const Corner corner{.top = whole(uniform[kCutoutTop], height - side),
                        .left = whole(uniform[kCutoutLeft], width - side)};
    images = cut_square(images, corner, side, interval);
  }
  return images;
}

}  // namespace

bool AugmentationOptions::active() const {
  return horizontal_flip > 0 || vertical_flip > 0 || places(*this) || crop > 0 || colors(*this) ||
         noise > 0 || cutout > 0;
}

OptionTable<AugmentationOptions> augmentation_option_table() {
  using Options = AugmentationOptions;
  return OptionTable<Options>()
      .field("horizontal_flip", &Options::horizontal_flip,
             "Probability that an image is mirrored left to right.", between(0.0, 1.0))
      .field("vertical_flip", &Options::vertical_flip,
             "Probability that an image is turned upside down.", between(0.0, 1.0))
      .field("rotation", &Options::rotation, "Largest rotation to either side, in degrees.",
             between(0.0, 180.0))
      .field("scale", &Options::scale,
             "Lowest and highest magnification; 1.0 leaves the size as it is.", length(2),
             between(0.1, 10.0))
      .field("shift", &Options::shift,
             "Largest shift along each axis, as a fraction of the image's width and height; what "
             "moves in is black.",
             between(0.0, 1.0))
      .field("crop", &Options::crop,
             "Pixels of black border, from which a window of the image's size is cut at a whole "
             "pixel.",
             at_least(0), at_most(4096))
      .field("brightness", &Options::brightness,
             "Largest relative change of the intensities; what leaves their range is clipped.",
             between(0.0, 1.0))
      .field("contrast", &Options::contrast,
             "Largest relative change of the distance from the image's mean grey.",
             between(0.0, 1.0))
      .field("saturation", &Options::saturation,
             "Largest relative change of the distance from each pixel's own grey; of no effect "
             "without three channels.",
             between(0.0, 1.0))
      .field("noise", &Options::noise,
             "Standard deviation of normal noise, as a fraction of the range from black to white.",
             between(0.0, 1.0))
      .field("cutout", &Options::cutout,
             "Side of a square somewhere in the image that becomes black, as a fraction of the "
             "shorter side.",
             between(0.0, 1.0));
}

Batch augmented(const Batch& batch, const AugmentationOptions& options, PixelInterval interval) {
  if (!options.active()) return batch;
  std::vector<std::pair<std::string, at::Tensor>> fields = batch.fields();
  std::map<std::string, SharedDraws> sources;
  for (auto& [name, images] : fields) {
    if (!holds_images(name)) continue;
    const auto [source, is_new] = sources.try_emplace(source_of(name));
    SharedDraws& draws = source->second;
    if (is_new) {
      draws = {.uniform = at::rand({kNumDraws, batch.size()}, images.options().dtype(at::kFloat)),
               .first_field = name,
               .first_sizes = images.sizes().vec()};
    }
    check(name, images, draws, options);
    images = moved(images, options, interval, draws.uniform);
    if (colors(options)) images = colored(images, options, interval, draws.uniform);
    images = disturbed(images, options, interval, draws.uniform);
  }
  return Batch(std::move(fields));
}

}  // namespace tandem
