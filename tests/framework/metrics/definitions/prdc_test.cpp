// Precision, recall, density and coverage of generated images.
#include <gtest/gtest.h>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using Prdc = SpeckleEvaluation;

TEST_F(Prdc, OfNewImagesOfTheLawAreThoseOfRealOnes) {
  for (const char* name : {"precision", "recall", "coverage"}) {
    EXPECT_NEAR(measured("prdc", name, new_speckles()),
                measured("prdc", std::string(name) + "_real", new_speckles()), 0.08)
        << name;
  }
  EXPECT_NEAR(measured("prdc", "density", new_speckles()), 1.0, 0.15);
}

TEST_F(Prdc, OfFewCopiesArePreciseAndRecallLittle) {
  std::vector<Speckle> ten = speckles_of("test");
  ten.resize(10);
  EXPECT_EQ(measured("prdc", "precision", SpeckleGenerator(ten)), 1.0);
  EXPECT_EQ(measured("prdc", "recall", SpeckleGenerator(ten)), 0.0);
  EXPECT_LT(measured("prdc", "coverage", SpeckleGenerator(ten)), 0.4);
}

TEST_F(Prdc, OfImagesThatLieApartAreZero) {
  SpeckleGenerator apart({{250, 250}, {251, 251}});
  EXPECT_EQ(measured("prdc", "precision", apart), 0.0);
  EXPECT_EQ(measured("prdc", "coverage", apart), 0.0);
}

}  // namespace
}  // namespace tandem
