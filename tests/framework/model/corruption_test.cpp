// The noise of denoising networks: how much of it, where, and when.
#include "framework/model/corruption.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

namespace tandem {
namespace {

double fraction(const at::Tensor& where) { return where.to(at::kDouble).mean().item<double>(); }

class CorruptionTest : public testing::Test {
 protected:
  CorruptionTest() { torch::manual_seed(1); }
  at::Tensor corrupted_by(Corruption kind, double level) const {
    return corrupted(images_, {.kind = kind, .level = level}, /*in_training=*/true);
  }
  const at::Tensor images_ = at::full({100, 1, 20, 20}, 0.25);
};

TEST_F(CorruptionTest, MaskingSetsAFractionToZero) {
  const at::Tensor noisy = corrupted_by(Corruption::kMasking, 0.3);
  EXPECT_NEAR(fraction(noisy == 0), 0.3, 0.01);
  EXPECT_NEAR(fraction(noisy == 0.25), 0.7, 0.01);
}

TEST_F(CorruptionTest, GaussianNoiseIsAddedAndHasTheDeviation) {
  const at::Tensor noise = corrupted_by(Corruption::kGaussian, 0.5) - images_;
  EXPECT_NEAR(noise.mean().item<double>(), 0.0, 0.01);
  EXPECT_NEAR(noise.std().item<double>(), 0.5, 0.01);
  // Nothing is cut off at black.
  EXPECT_NEAR(fraction(noise < -0.25), 0.3085, 0.01);
}

TEST_F(CorruptionTest, SaltAndPepperAreEquallyFrequent) {
  const at::Tensor noisy = corrupted_by(Corruption::kSaltAndPepper, 0.4);
  EXPECT_NEAR(fraction(noisy == 0), 0.2, 0.01);
  EXPECT_NEAR(fraction(noisy == 1), 0.2, 0.01);
  EXPECT_NEAR(fraction(noisy == 0.25), 0.6, 0.01);
}

TEST_F(CorruptionTest, TheImagesThemselvesStayAsTheyAre) {
  for (const Corruption kind :
       {Corruption::kMasking, Corruption::kGaussian, Corruption::kSaltAndPepper})
    corrupted_by(kind, 0.5);
  EXPECT_TRUE(images_.eq(0.25).all().item<bool>());
}

TEST_F(CorruptionTest, MayBeLeftToEvaluation) {
  const CorruptionOptions options{.kind = Corruption::kMasking, .level = 0.5, .training = false};
  EXPECT_TRUE(at::equal(corrupted(images_, options, /*in_training=*/true), images_));
  EXPECT_FALSE(at::equal(corrupted(images_, options, /*in_training=*/false), images_));
  EXPECT_TRUE(at::equal(corrupted_by(Corruption::kNone, 0.5), images_));
}

}  // namespace
}  // namespace tandem
