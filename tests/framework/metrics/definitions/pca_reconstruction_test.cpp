// What principal components keep of shades.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// A code of one latent, and nothing to show for it.
class Forgetter : public ModelOfShades, public Reconstructs, public Encodes {
 public:
  at::Tensor reconstruct(const at::Tensor& images) override { return at::zeros_like(images); }
  at::Tensor encode(const at::Tensor& images) override { return at::zeros({images.size(0), 1}); }
};

using PcaReconstruction = ShadeEvaluation;

TEST_F(PcaReconstruction, OfShadesNeedsOneComponent) {
  Forgetter model;
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
