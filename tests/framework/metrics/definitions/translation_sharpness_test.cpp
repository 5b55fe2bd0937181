// The gradients of translated shades, which have none, and of stripes.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// Translates everything to black and white columns.
class Striper : public ModelOfShades, public TranslatesImages {
 public:
  std::vector<Translation> translations() const override {
    return {{"a-to-b", "a/images", "b/images"}};
  }
  at::Tensor translate(const at::Tensor& images, const std::string&) override {
    at::Tensor stripes = -at::ones_like(images);
    stripes.slice(3, 0, images.size(3), 2).fill_(1);
    return stripes;
  }
};

using TranslationSharpness = ShadeEvaluation;

TEST_F(TranslationSharpness, IsThatOfResultsBesideThatOfTheirKind) {
  take_two_sources();
  Striper striper;
  const NamedValues values = values_of("translation_sharpness", striper);
  EXPECT_NEAR(value_named(values, "test/a-to-b/sharpness"), 1, 1e-12);
  EXPECT_NEAR(value_named(values, "test/a-to-b/target_sharpness"), 0, 1e-12);
}

TEST_F(TranslationSharpness, PairsAreComparedOneByOne) {
  take_pairs();
  ShadeTranslator paired({{"forward", "source", "target", true}}, 0);
  EXPECT_TRUE(values_of("translation_sharpness", paired).empty());
}

}  // namespace
}  // namespace tandem
