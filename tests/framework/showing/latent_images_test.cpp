// Images along conditions and between draws.
#include "framework/showing/latent_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/showing/generation.h"
#include "tests/support/error_message.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

using testing::HasSubstr;

const LatentRows kRows{.device = at::kCPU, .range = PixelRange::kSigned, .num_rows = 6, .seed = 3};

/// The first pixel of every image, (rows, columns).
at::Tensor shades_of(const ImageRows& rows) {
  return rows.images.flatten(1).select(1, 0).view({-1, rows.num_columns}).to(at::kLong);
}

/// Latents are the shades themselves.
class PlainGenerator : public ModelOfShades, public Generates {
 public:
  explicit PlainGenerator(bool is_binary) : is_binary_(is_binary) {}
  at::Tensor draw_latents(int64_t count) override {
    return is_binary_ ? at::randint(2, {count, 1}, at::kFloat) : at::rand({count, 1}) * 2 - 1;
  }
  at::Tensor generate(const at::Tensor& latents) override {
    return latents.view({-1, 1, 1, 1}).expand({latents.size(0), 1, 4, 4});
  }

 private:
  bool is_binary_;
};

TEST(LatentImages, CategoriesAreColumns) {
  ShadeGenerator generator(kNumShades);
  const at::Tensor shades =
      shades_of(condition_images(generator, generator.conditions()[0], kRows));
  EXPECT_EQ(shades.sizes(), (std::vector<int64_t>{6, kNumShades}));
  EXPECT_TRUE(at::equal(shades, (at::arange(kNumShades) * 60 + 20).expand({6, kNumShades})));
}

TEST(LatentImages, AlongAContinuousConditionTheCategoryIsThatOfTheRow) {
  ShadeGenerator generator(kNumShades);
  const at::Tensor shades =
      shades_of(condition_images(generator, generator.conditions()[1], kRows));
  EXPECT_EQ(shades.sizes(), (std::vector<int64_t>{6, 9}));
  EXPECT_TRUE(
      at::equal(shades, (at::arange(6) % kNumShades * 60 + 20).view({6, 1}).expand({6, 9})));
}

TEST(LatentImages, InterpolationsAreEvenSteps) {
  PlainGenerator generator(/*is_binary=*/false);
  ASSERT_TRUE(can_interpolate(generator, kRows));
  const at::Tensor shades = shades_of(latent_interpolations(generator, kRows));
  EXPECT_EQ(shades.sizes(), (std::vector<int64_t>{6, 9}));
  const at::Tensor middle = (shades.select(1, 0) + shades.select(1, 8)).to(at::kFloat) / 2;
  EXPECT_LE((shades.select(1, 4) - middle).abs().max().item<float>(), 1.0F);
  EXPECT_FALSE(at::equal(shades.select(1, 0), shades.select(1, 8)));
}

TEST(LatentImages, ThereIsNoWayBetweenZerosAndOnes) {
  PlainGenerator generator(/*is_binary=*/true);
  EXPECT_FALSE(can_interpolate(generator, kRows));
}

TEST(LatentImages, SamplesHaveTheConditionsAskedFor) {
  ShadeGenerator generator(kNumShades);
  const at::Tensor images = generate_images(
      generator, PixelRange::kSigned, at::kCPU,
      {.count = 5, .seed = 1, .conditions = {parse_condition(generator, "label=2")}});
  EXPECT_TRUE(at::equal(images, at::full({5, 4, 4, 1}, shade_of(2), at::kByte)));
}

TEST(LatentImages, ConditionsAreChecked) {
  const ShadeGenerator generator(kNumShades);
  EXPECT_EQ(parse_condition(generator, "tilt=-0.5").value, -0.5);
  const auto message = [&](const std::string& text) {
    return message_of<UsageError>([&] { parse_condition(generator, text); });
  };
  EXPECT_THAT(message("label"), HasSubstr("expected NAME=VALUE, got label"));
  EXPECT_THAT(message("digit=3"), HasSubstr("expected one of label, tilt, got digit"));
  EXPECT_THAT(message("label=4"), HasSubstr("expected a category, 0 to 3, got 4"));
  EXPECT_THAT(message("label=1.5"), HasSubstr("expected a category"));
  EXPECT_THAT(message("tilt=left"), HasSubstr("unusable value of tilt"));
  const PlainGenerator plain(false);
  EXPECT_THAT(message_of<UsageError>([&] { parse_condition(plain, "label=1"); }),
              HasSubstr("expected a family with the capability GeneratesOnCondition"));
}

}  // namespace
}  // namespace tandem
