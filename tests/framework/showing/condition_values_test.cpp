// Conditions chosen by a person.
#include "framework/showing/condition_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/showing/generation.h"
#include "tests/support/error_message.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

using testing::HasSubstr;

TEST(ConditionValues, SamplesHaveThoseAskedFor) {
  ShadeGenerator generator(kNumShades);
  const at::Tensor images = generate_images(
      generator, PixelRange::kSigned, at::kCPU,
      {.count = 5, .seed = 1, .conditions = {parse_condition(generator, "label=2")}});
  EXPECT_TRUE(at::equal(images, at::full({5, 4, 4, 1}, shade_of(2), at::kByte)));
}

TEST(ConditionValues, AreChecked) {
  const ShadeGenerator generator(kNumShades);
  EXPECT_EQ(parse_condition(generator, "tilt=-0.5").value, -0.5);
  const auto message = [&](const std::string& text) {
    return message_of<ConfigError>([&] { parse_condition(generator, text); });
  };
  EXPECT_THAT(message("label"), HasSubstr("expected NAME=VALUE, got label"));
  EXPECT_THAT(message("digit=3"), HasSubstr("expected one of label, tilt, got digit"));
  EXPECT_THAT(message("label=4"), HasSubstr("expected a category, 0 to 3, got 4"));
  EXPECT_THAT(message("label=1.5"), HasSubstr("expected a category"));
  EXPECT_THAT(message("tilt=left"), HasSubstr("unusable value of tilt"));
  const ShadeClassifier plain;
  EXPECT_THAT(message_of<ConfigError>([&] { parse_condition(plain, "label=1"); }),
              HasSubstr("expected a family that can generate images on condition"));
}

TEST(ConditionValues, OfARowHaveItsNumber) {
  ShadeGenerator generator(kNumShades);
  const at::Tensor latents = at::zeros({3, 2});
  EXPECT_TRUE(
      at::equal(with_row_categories(generator, latents, 6).select(1, 1), at::full({3}, 2.0F)));
  EXPECT_TRUE(at::equal(with_row_categories(generator, latents, 6, "label"), latents));
}

}  // namespace
}  // namespace tandem
