// Between stored pixels and those that families see.
#include "framework/model/pixel_range.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tandem {
namespace {

const Batch& stored() {
  static const Batch batch({{"images", at::arange(256, at::kByte).view({1, 16, 16, 1})},
                            {"labels", at::full({1}, 3, at::kLong)}});
  return batch;
}

TEST(PixelRange, BlackAndWhiteAreTheEndsOfTheInterval) {
  for (const PixelRange range : {PixelRange::kUnit, PixelRange::kSigned}) {
    const at::Tensor images = to_model_input(stored(), range).field("images");
    EXPECT_EQ(images.sizes(), (std::vector<int64_t>{1, 1, 16, 16}));
    EXPECT_EQ(images.min().item<double>(), interval_of(range).black);
    EXPECT_EQ(images.max().item<double>(), interval_of(range).white);
  }
}

TEST(PixelRange, EveryLevelComesBack) {
  for (const PixelRange range : {PixelRange::kUnit, PixelRange::kSigned}) {
    const at::Tensor images = to_model_input(stored(), range).field("images");
    EXPECT_TRUE(at::equal(to_pixels(images, range), stored().field("images")));
  }
  EXPECT_EQ(to_pixels(at::full({1, 1, 1, 1}, 1.7), PixelRange::kUnit).item<int>(), 255);
}

TEST(PixelRange, WhatIsNotFiniteIsBlackOrWhite) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  // Eight of each, as many as are converted at once.
  const at::Tensor images =
      at::tensor({std::nanf(""), -kInfinity, kInfinity}).view({1, 1, 3, 1}).expand({1, 1, 3, 8});
  const at::Tensor expected =
      at::tensor({0, 0, 255}, at::kByte).view({1, 3, 1, 1}).expand({1, 3, 8, 1});
  for (const PixelRange range : {PixelRange::kUnit, PixelRange::kSigned}) {
    EXPECT_TRUE(at::equal(to_pixels(images, range), expected));
  }
}

TEST(PixelRange, OtherFieldsStayAsTheyAre) {
  EXPECT_TRUE(at::equal(to_model_input(stored(), PixelRange::kUnit).field("labels"),
                        stored().field("labels")));
}

}  // namespace
}  // namespace tandem
