// Originals, results and four times what lies between.
#include <gtest/gtest.h>

#include "tests/support/brightener.h"
#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

TEST(DifferencesGrid, IsGreyWhereNothingChangedAndFourTimesAsBrightElsewhere) {
  // Adds 102 levels, which four times is more than white.
  Brightener model("");
  const Batch batch({{"images", at::full({5, 4, 4, 1}, 100, at::kByte)}});
  GridContext context(model, batch, {.device = at::kCPU, .range = PixelRange::kUnit});
  const at::Tensor shades = shades_of(drawn_grid("differences", context));
  EXPECT_TRUE(at::equal(shades, at::tensor({100, 202, 255}).repeat({1, 4})));
}

/// Gives images back ten levels darker.
class Darkener : public ModelOfShades, public Reconstructs {
 public:
  at::Tensor reconstruct(const at::Tensor& images) override { return images - 10 / 255.0; }
};

TEST(DifferencesGrid, IsDarkWhereTheResultIs) {
  Darkener model;
  const Batch batch({{"images", at::full({1, 4, 4, 1}, 100, at::kByte)}});
  GridContext context(model, batch, {.device = at::kCPU, .range = PixelRange::kUnit});
  const at::Tensor shades = shades_of(drawn_grid("differences", context));
  EXPECT_TRUE(at::equal(shades, at::tensor({100, 90, 88}).view({1, 3})));
}

}  // namespace
}  // namespace tandem
