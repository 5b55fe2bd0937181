#include "framework/data/image_transforms.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <numbers>

namespace tandem {
namespace {

constexpr PixelInterval kFromZero{0.0, 1.0};
constexpr PixelInterval kAroundZero{-1.0, 1.0};

/// Images without any symmetry: every pixel is another one.
at::Tensor distinct_images(int64_t count, int64_t height, int64_t width) {
  const int64_t num_pixels = count * 3 * height * width;
  return at::arange(1, num_pixels + 1, at::kFloat)
      .div_(static_cast<double>(num_pixels + 1))
      .view({count, 3, height, width});
}

at::Tensor values(const std::vector<float>& list) { return at::tensor(list); }
at::Tensor pixels(const std::vector<int64_t>& list) { return at::tensor(list); }

struct Setting {
  double degrees = 0.0;
  double scale = 1.0;
  double shift_x = 0.0;
  double shift_y = 0.0;
};

/// One setting for all images.
at::Tensor placed(const at::Tensor& images, const Setting& setting, PixelInterval interval) {
  const auto all = [&](double value) { return at::full({images.size(0)}, value, at::kFloat); };
  return place_images(images,
                      {.angle = all(setting.degrees * std::numbers::pi / 180.0),
                       .scale = all(setting.scale),
                       .shift_x = all(setting.shift_x),
                       .shift_y = all(setting.shift_y)},
                      interval);
}

TEST(FlipWhere, MirrorsTheChosenImagesExactly) {
  const at::Tensor images = distinct_images(2, 4, 5);
  const at::Tensor which = pixels({1, 0}).to(at::kBool);
  const at::Tensor mirrored = flip_where(images, which, 3);
  EXPECT_TRUE(at::equal(mirrored[0], images[0].flip({2})));
  EXPECT_TRUE(at::equal(mirrored[1], images[1]));
  EXPECT_TRUE(at::equal(flip_where(images, which, 2)[0], images[0].flip({1})));
}

TEST(PlaceImages, NothingToDoLeavesTheImage) {
  const at::Tensor images = distinct_images(2, 6, 9);
  EXPECT_TRUE(at::allclose(placed(images, {}, kFromZero), images, 0, 1e-6));
}

TEST(PlaceImages, RotatesCounterClockwiseAboutTheCentre) {
  const at::Tensor images = distinct_images(2, 5, 5);
  for (const int turns : {1, 2, 3, -1}) {
    const at::Tensor expected = at::rot90(images, turns, {2, 3});
    EXPECT_TRUE(
        at::allclose(placed(images, {.degrees = 90.0 * turns}, kFromZero), expected, 0, 1e-5))
        << turns;
  }
}

TEST(PlaceImages, KeepsAnglesOfImagesThatAreNotSquare) {
  const at::Tensor images = distinct_images(1, 3, 7);
  const at::Tensor turned = placed(images, {.degrees = 90}, kFromZero);
  // The square in the middle turns as it is; to its sides comes what was above and below: nothing.
  const at::Tensor middle = at::rot90(images.narrow(3, 2, 3), 1, {2, 3});
  EXPECT_TRUE(at::allclose(turned.narrow(3, 2, 3), middle, 0, 1e-5));
  EXPECT_NEAR(turned.narrow(3, 0, 2).abs().max().item<float>(), 0.0, 1e-5);
}

TEST(PlaceImages, ShiftsToTheRightAndDown) {
  const at::Tensor images = distinct_images(1, 4, 8);
  const at::Tensor shifted = placed(images, {.shift_x = 0.25, .shift_y = 0.5}, kFromZero);
  EXPECT_TRUE(at::allclose(shifted.narrow(2, 2, 2).narrow(3, 2, 6),
                           images.narrow(2, 0, 2).narrow(3, 0, 6), 0, 1e-5));
  EXPECT_NEAR(shifted.narrow(2, 0, 2).max().item<float>(), 0.0, 1e-5);
}

TEST(PlaceImages, ShiftsWhatIsAlreadyTurned) {
  const at::Tensor images = distinct_images(1, 4, 4);
  const at::Tensor both = placed(images, {.degrees = 90, .shift_x = 0.25}, kFromZero);
  const at::Tensor turned = at::rot90(images, 1, {2, 3});
  EXPECT_TRUE(at::allclose(both.narrow(3, 1, 3), turned.narrow(3, 0, 3), 0, 1e-5));
}

TEST(PlaceImages, MagnifiesAboutTheCentre) {
  at::Tensor images = at::zeros({1, 1, 8, 8});
  images.narrow(2, 2, 4).narrow(3, 2, 4).fill_(1.0);
  // Twice as large the square fills the image but for its smoothed border, half as large 2 x 2.
  EXPECT_NEAR(
      placed(images, {.scale = 2}, kFromZero).narrow(2, 1, 6).narrow(3, 1, 6).min().item<float>(),
      1.0, 1e-5);
  const at::Tensor small = placed(images, {.scale = 0.5}, kFromZero);
  EXPECT_NEAR(small.sum().item<float>(), 4.0, 1e-5);
  EXPECT_NEAR(small.narrow(2, 3, 2).narrow(3, 3, 2).min().item<float>(), 1.0, 1e-5);
}

TEST(PlaceImages, TheBackgroundIsBlackInBothIntervals) {
  const at::Tensor images = at::ones({1, 1, 6, 6});
  for (const PixelInterval& interval : {kFromZero, kAroundZero}) {
    const at::Tensor shifted = placed(images, {.shift_x = 0.5}, interval);
    EXPECT_NEAR(shifted.narrow(3, 0, 3).max().item<float>(), interval.black, 1e-5);
    EXPECT_NEAR(shifted.narrow(3, 3, 3).min().item<float>(), interval.white, 1e-5);
  }
}

TEST(PlaceImages, StaysInTheInterval) {
  for (const PixelInterval& interval : {kFromZero, kAroundZero}) {
    const at::Tensor images = at::full({4, 3, 9, 9}, interval.white);
    for (const double degrees : {7.0, 31.0, 44.0}) {
      const at::Tensor result = placed(images, {degrees, 1.3, 0.11, 0.07}, interval);
      EXPECT_LE(result.max().item<double>(), interval.white);
      EXPECT_GE(result.min().item<double>(), interval.black);
    }
  }
}

TEST(CropPadded, CutsWindowsExactly) {
  const at::Tensor images = distinct_images(3, 4, 6);
  const Corner corner{.top = pixels({2, 0, 3}), .left = pixels({2, 1, 4})};
  const at::Tensor cropped = crop_padded(images, corner, 2, kAroundZero);
  EXPECT_EQ(cropped.sizes(), images.sizes());
  EXPECT_TRUE(at::equal(cropped[0], images[0]));
  at::Tensor expected = at::full_like(images, -1.0);
  expected[1].narrow(1, 2, 2).narrow(2, 1, 5).copy_(images[1].narrow(1, 0, 2).narrow(2, 0, 5));
  expected[2].narrow(1, 0, 3).narrow(2, 0, 4).copy_(images[2].narrow(1, 1, 3).narrow(2, 2, 4));
  EXPECT_TRUE(at::equal(cropped.narrow(0, 1, 2), expected.narrow(0, 1, 2)));
}

TEST(CutSquare, BlackensTheSquareAndNothingElse) {
  const at::Tensor images = distinct_images(2, 5, 7);
  const Corner corner{.top = pixels({0, 3}), .left = pixels({5, 2})};
  const at::Tensor cut = cut_square(images, corner, 2, kAroundZero);
  at::Tensor expected = images.clone();
  expected[0].narrow(1, 0, 2).narrow(2, 5, 2).fill_(-1.0);
  expected[1].narrow(1, 3, 2).narrow(2, 2, 2).fill_(-1.0);
  EXPECT_TRUE(at::equal(cut, expected));
}

TEST(ChangeBrightness, MultipliesAndClips) {
  const at::Tensor images = at::tensor({0.2F, 0.8F}).view({1, 1, 1, 2}).repeat({2, 3, 1, 1});
  const at::Tensor changed = change_brightness(images, values({0.5, 1.5}));
  EXPECT_TRUE(at::allclose(changed[0][2][0], values({0.1, 0.4})));
  EXPECT_TRUE(at::allclose(changed[1][0][0], values({0.3, 1.0})));
}

TEST(ChangeContrast, ScalesTheDistanceFromTheMeanGrey) {
  // Grey: 0.299 · 1 = 0.299 and 0.114 · 0.5 = 0.057, their mean 0.178.
  const at::Tensor image =
      at::tensor({1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.5F}).view({1, 3, 1, 2}).repeat({2, 1, 1, 1});
  const at::Tensor changed = change_contrast(image, values({0.5, 0.0}));
  EXPECT_TRUE(at::allclose(changed[0][0][0], values({0.589, 0.089})));
  EXPECT_TRUE(at::allclose(changed[0][2][0], values({0.089, 0.339})));
  EXPECT_TRUE(at::allclose(changed[1], at::full({3, 1, 2}, 0.178)));
  EXPECT_EQ(change_contrast(image, values({2.0, 2.0})).min().item<float>(), 0.0F);
  const at::Tensor grey = at::tensor({0.2F, 0.4F}).view({1, 1, 1, 2});
  EXPECT_TRUE(at::allclose(change_contrast(grey, values({2.0})).flatten(), values({0.1, 0.5})));
}

TEST(ChangeSaturation, ScalesTheDistanceFromEachPixelsGrey) {
  const at::Tensor image = at::tensor({0.8F, 0.4F, 0.2F}).view({1, 3, 1, 1}).repeat({3, 1, 1, 1});
  const float grey = 0.299F * 0.8F + 0.587F * 0.4F + 0.114F * 0.2F;
  const at::Tensor changed = change_saturation(image, values({0.0, 1.0, 1.5}));
  EXPECT_TRUE(at::allclose(changed[0].flatten(), at::full({3}, grey)));
  EXPECT_TRUE(at::allclose(changed[1], image[1]));
  EXPECT_NEAR(changed[2][0].item<float>(), grey + 1.5F * (0.8F - grey), 1e-6);
  const at::Tensor one_channel = at::rand({2, 1, 3, 3});
  EXPECT_TRUE(at::equal(change_saturation(one_channel, values({0.0, 0.5})), one_channel));
}

}  // namespace
}  // namespace tandem
