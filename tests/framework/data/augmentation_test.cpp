#include "framework/data/augmentation.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/operation_log.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr PixelInterval kUnit{0.0, 1.0};
constexpr PixelInterval kSigned{-1.0, 1.0};

AugmentationOptions everything() {
  return {.horizontal_flip = 0.5,
          .vertical_flip = 0.5,
          .rotation = 30,
          .scale = {0.8, 1.2},
          .shift = 0.1,
          .crop = 2,
          .brightness = 0.4,
          .contrast = 0.4,
          .saturation = 0.4,
          .noise = 0.1,
          .cutout = 0.3};
}

/// The images after augmentation from a seed.
at::Tensor changed(const at::Tensor& images, const AugmentationOptions& options,
                   PixelInterval interval = kUnit, uint64_t seed = 1) {
  at::manual_seed(seed);
  return augmented(Batch({{"images", images}}), options, interval).field("images");
}

bool same(const at::Tensor& a, const at::Tensor& b) { return at::equal(a, b); }

TEST(Augmentation, OffTheBatchIsUntouchedAndNothingIsDrawn) {
  const Batch batch({{"images", at::rand({2, 3, 4, 4})}});
  at::manual_seed(5);
  const at::Tensor expected = at::rand({3});
  at::manual_seed(5);
  const Batch result = augmented(batch, {}, kSigned);
  EXPECT_TRUE(result.field("images").is_same(batch.field("images")));
  EXPECT_TRUE(same(at::rand({3}), expected));
}

TEST(Augmentation, EveryOptionAloneIsActiveAndChangesImages) {
  const at::Tensor images = at::rand({8, 3, 8, 8});
  const AugmentationOptions all = everything();
  std::vector<AugmentationOptions> alone(11);
  alone[0].horizontal_flip = all.horizontal_flip;
  alone[1].vertical_flip = all.vertical_flip;
  alone[2].rotation = all.rotation;
  alone[3].scale = all.scale;
  alone[4].shift = all.shift;
  alone[5].crop = all.crop;
  alone[6].brightness = all.brightness;
  alone[7].contrast = all.contrast;
  alone[8].saturation = all.saturation;
  alone[9].noise = all.noise;
  alone[10].cutout = all.cutout;
  for (size_t i = 0; i < alone.size(); ++i) {
    EXPECT_TRUE(alone[i].active()) << i;
    const at::Tensor result = changed(images, alone[i]);
    EXPECT_EQ(result.sizes(), images.sizes()) << i;
    EXPECT_FALSE(same(result, images)) << i;
  }
}

TEST(Augmentation, ProbabilitiesAreThoseAskedFor) {
  const at::Tensor images = at::rand({2000, 1, 2, 3});
  EXPECT_TRUE(same(changed(images, {.horizontal_flip = 1.0}), images.flip({3})));
  EXPECT_TRUE(same(changed(images, {.vertical_flip = 1.0}), images.flip({2})));
  EXPECT_TRUE(
      same(changed(images, {.horizontal_flip = 1.0, .vertical_flip = 1.0}), images.flip({2, 3})));
  const at::Tensor result = changed(images, {.horizontal_flip = 0.3});
  const at::Tensor flipped = result.eq(images.flip({3})).flatten(1).all(1);
  const at::Tensor kept = result.eq(images).flatten(1).all(1);
  EXPECT_TRUE(flipped.logical_xor(kept).all().item<bool>());
  EXPECT_NEAR(flipped.sum().item<int64_t>(), 600, 80);
}

TEST(Augmentation, CropsReachEveryOffsetAndAreExact) {
  constexpr int64_t kCount = 400;
  const at::Tensor images = (at::rand({1, 2, 5, 5}) * 0.9 + 0.1).repeat({kCount, 1, 1, 1});
  const at::Tensor padded = at::constant_pad_nd(images[0], {1, 1, 1, 1}, 0.0);
  const at::Tensor result = changed(images, {.crop = 1});
  std::set<std::pair<int64_t, int64_t>> offsets;
  for (int64_t n = 0; n < kCount; ++n) {
    bool found = false;
    for (int64_t top = 0; top <= 2; ++top) {
      for (int64_t left = 0; left <= 2; ++left) {
        if (!same(result[n], padded.narrow(1, top, 5).narrow(2, left, 5))) continue;
        offsets.emplace(top, left);
        found = true;
      }
    }
    EXPECT_TRUE(found) << n;
  }
  EXPECT_EQ(offsets.size(), 9U);
}

TEST(Augmentation, CutoutIsOneWholeSquare) {
  const at::Tensor images = at::ones({200, 3, 12, 8});
  const at::Tensor black = changed(images, {.cutout = 0.5}, kSigned).eq(-1.0);
  EXPECT_TRUE(black.flatten(1).sum(1).eq(3 * 4 * 4).all().item<bool>());
  EXPECT_TRUE(black.any(0).all().item<bool>());  // it reaches every pixel
  EXPECT_TRUE(changed(images, {.cutout = 1.0}, kSigned).eq(-1.0).any().item<bool>());
}

TEST(Augmentation, DrawsStayWithinTheirLimitsAndReachThem) {
  const at::Tensor images = at::full({2000, 1, 1, 1}, 0.5);
  const at::Tensor factors = changed(images, {.brightness = 0.4}) / 0.5;
  EXPECT_NEAR(factors.min().item<float>(), 0.6, 0.01);
  EXPECT_NEAR(factors.max().item<float>(), 1.4, 0.01);
  EXPECT_GE(factors.min().item<float>(), 0.6F - 1e-6F);
  EXPECT_LE(factors.max().item<float>(), 1.4F + 1e-6F);
  const at::Tensor noise = changed(images, {.noise = 0.1}) - 0.5;
  EXPECT_NEAR(noise.std().item<float>(), 0.1, 0.01);
  EXPECT_NEAR(changed(images - 0.5, {.noise = 0.1}, kSigned).std().item<float>(), 0.2, 0.02);
}

TEST(Augmentation, TheTwoIntervalsAreTheSameImages) {
  AugmentationOptions options = everything();
  const at::Tensor images = at::rand({6, 3, 9, 9});
  const at::Tensor in_unit = changed(images, options, kUnit);
  const at::Tensor in_signed = changed(images * 2.0 - 1.0, options, kSigned);
  EXPECT_TRUE(at::allclose((in_signed + 1.0) / 2.0, in_unit, 0, 1e-5));
}

TEST(Augmentation, PixelsStayInTheirInterval) {
  for (const PixelInterval& interval : {kUnit, kSigned}) {
    const double range = interval.white - interval.black;
    const at::Tensor images = at::rand({16, 3, 8, 8}).round() * range + interval.black;
    const at::Tensor result = changed(images, everything(), interval);
    EXPECT_GE(result.min().item<double>(), interval.black);
    EXPECT_LE(result.max().item<double>(), interval.white);
  }
}

TEST(Augmentation, TheSameSeedGivesTheSameBits) {
  const at::Tensor images = at::rand({6, 3, 8, 8});
  const at::Tensor first = changed(images, everything(), kUnit, 3);
  EXPECT_TRUE(same(first, changed(images, everything(), kUnit, 3)));
  EXPECT_FALSE(same(first, changed(images, everything(), kUnit, 4)));
}

TEST(Augmentation, AnOptionDoesNotChangeTheDrawsOfOthers) {
  const at::Tensor images = at::ones({64, 1, 8, 8});
  const at::Tensor cut = changed(images, {.cutout = 0.5});
  EXPECT_TRUE(same(cut, changed(images, {.horizontal_flip = 0.5, .crop = 0, .cutout = 0.5})));
}

TEST(Augmentation, PairsShareTheirDrawsAndOtherSourcesDoNot) {
  AugmentationOptions options = everything();
  options.noise = 0;
  const at::Tensor images = at::rand({16, 3, 8, 8});
  const at::Tensor labels = at::arange(16);
  at::manual_seed(2);
  const Batch result = augmented(Batch({{"source", images},
                                        {"labels", labels},
                                        {"target", images.clone()},
                                        {"a/images", images.clone()},
                                        {"b/images", images.clone()}}),
                                 options, kUnit);
  EXPECT_FALSE(same(result.field("source"), images));
  EXPECT_TRUE(same(result.field("source"), result.field("target")));
  EXPECT_FALSE(same(result.field("source"), result.field("a/images")));
  EXPECT_FALSE(same(result.field("a/images"), result.field("b/images")));
  EXPECT_TRUE(result.field("labels").is_same(labels));
}

TEST(Augmentation, FieldsThatAreNoFloatImagesAreRefused) {
  EXPECT_THAT(message_of<DataError>([] {
                changed(at::zeros({2, 4, 4, 3}, at::kByte), {.horizontal_flip = 0.5});
              }),
              AllOf(HasSubstr("'images'"), HasSubstr("(2, 4, 4, 3) Byte")));
  EXPECT_THAT(message_of<DataError>([] {
                changed(at::zeros({2, 4}), {.horizontal_flip = 0.5});
              }),
              HasSubstr("(2, 4) Float"));
  EXPECT_THAT(
      message_of<DataError>([] {
        augmented(Batch({{"source", at::zeros({2, 3, 4, 4})}, {"target", at::zeros({2, 3, 8, 8})}}),
                  {.crop = 1}, kUnit);
      }),
      AllOf(HasSubstr("data.augment.crop"), HasSubstr("'target'"), HasSubstr("'source'")));
}

TEST(Augmentation, NothingIsReadBackToTheHost) {
  const at::Tensor images = at::rand({4, 3, 8, 8});
  const OperationLog log;
  changed(images, everything());
  EXPECT_EQ(log.count("aten::_local_scalar_dense"), 0);
}

TEST(Augmentation, OptionsAreOffByDefault) {
  AugmentationOptions options;
  const OptionSection section = augmentation_option_table().bind(options);
  EXPECT_EQ(section.fields.size(), 11U);
  EXPECT_FALSE(options.active());
}

}  // namespace
}  // namespace tandem
