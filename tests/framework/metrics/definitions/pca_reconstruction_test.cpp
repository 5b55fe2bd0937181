// What principal components keep of images.
#include <gtest/gtest.h>

#include <cstring>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// Codes of so many latents, and nothing to show for them.
class Forgetter : public ModelOfShades, public Reconstructs, public Encodes {
 public:
  explicit Forgetter(int64_t num_latents) : num_latents_(num_latents) {}
  at::Tensor reconstruct(const at::Tensor& images) override { return at::zeros_like(images); }
  at::Tensor encode(const at::Tensor& images) override {
    return at::zeros({images.size(0), num_latents_});
  }

 private:
  int64_t num_latents_;
};

constexpr int64_t kNumTraining = 4000;
constexpr int64_t kNumTest = 80;

/// Of all 16 pixels 100, three vary: the first in the first 3000 rows of train, by 5 each way; the
/// second, by 90, in the others only; the third in none of them. In test all three vary
/// independently, the third by 20 upwards.
void write_three_pixels(const std::filesystem::path& path) {
  DataSetWriter writer({.path = path}, {.generator = "test"},
                       {{.name = "images", .shape = {4, 4, 1}, .type = "uint8"}});
  const auto write = [&](uint8_t first, uint8_t second, uint8_t third) {
    auto* pixels = writer.next_row()[0];
    std::memset(pixels, 100, 16);
    const uint8_t varied[] = {first, second, third};
    std::memcpy(pixels, varied, 3);
  };
  writer.begin_group("train", kNumTraining);
  for (int64_t row = 0; row < kNumTraining; ++row) {
    const bool is_odd = row % 2 == 1;
    if (row < 3000) {
      write(is_odd ? 105 : 95, 100, 100);
    } else {
      write(100, is_odd ? 190 : 10, 100);
    }
  }
  writer.begin_group("test", kNumTest);
  for (int64_t row = 0; row < kNumTest; ++row) {
    write(row % 2 == 1 ? 105 : 95, row / 2 % 2 == 1 ? 190 : 10, row / 4 % 2 == 1 ? 120 : 100);
  }
  writer.finish();
}

class PcaReconstruction : public ShadeEvaluation {
 protected:
  double error_of(int64_t num_latents) {
    Forgetter model(num_latents);
    return value_named(values_of("pca_reconstruction", model), "test/pca_mse");
  }
};

/// The mean square over the 16 pixels of an image, of which one is off by so much.
double of_one_pixel(double mean_square) { return mean_square / (255.0 * 255.0) / 16; }

TEST_F(PcaReconstruction, KeepsWhatTheWholeTrainingDataVaryAlong) {
  write_three_pixels(directory_ / "pixels.h5");
  locations_ = {{"", directory_ / "pixels.h5"}};
  // The second pixel, of which the first 3000 rows know nothing, leads.
  EXPECT_NEAR(error_of(1), of_one_pixel(25.0 + 200.0), 1e-12);
  EXPECT_NEAR(error_of(2), of_one_pixel(200.0), 1e-12);
  // The third varies in the test data alone.
  EXPECT_NEAR(error_of(3), of_one_pixel(200.0), 1e-12);
}

TEST_F(PcaReconstruction, OfShadesNeedsOneComponent) {
  Forgetter model(1);
  const NamedValues values = values_of("pca_reconstruction", model);
  EXPECT_EQ(value_named(values, "test/pca_mse"), 0.0);
  EXPECT_EQ(value_named(values, "test/pca_psnr"), 100.0);
  EXPECT_NEAR(value_named(values, "test/pca_ssim"), 1.0, 1e-12);
}

TEST_F(PcaReconstruction, IsOfFamiliesThatEncode) {
  ShadeGenerator generator(kNumShades);
  EXPECT_TRUE(values_of("pca_reconstruction", generator).empty());
}

}  // namespace
}  // namespace tandem
