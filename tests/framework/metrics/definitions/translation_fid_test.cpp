// Translated shades beside those of the other domain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using testing::Contains;
using testing::Not;

using TranslationFid = ShadeEvaluation;

const std::vector<Translation> kThereAndBack = {{"a-to-b", "a/images", "b/images"},
                                                {"b-to-a", "b/images", "a/images"}};

TEST_F(TranslationFid, IsZeroOfTranslationsThatLookLikeTheTargets) {
  take_two_sources();
  ShadeTranslator right(kThereAndBack, 0);
  EvaluationPlan of_both = plan();
  of_both.settings.fields = {"a/images", "b/images"};
  const NamedValues values = values_of("translation_fid", right, of_both);
  EXPECT_NEAR(value_named(values, "test/a-to-b/classifier_target_fid"), 0.0, 1e-4);
  EXPECT_NEAR(value_named(values, "test/a-to-b/classifier_target_fid_real"), 0.0, 1e-4);
  const double variance = 5 * 4500.0 * 40 / 39 / (255.0 * 255);
  EXPECT_NEAR(value_named(values, "test/a-to-b/classifier_target_fid_floor"),
              variance * (2.0 / 40 + 2.0 / 39 / 2), 1e-6);
  // Unbiased, of equal sets: below 0 by what an image shares with itself.
  const double kernel = value_named(values, "test/a-to-b/classifier_target_kid");
  EXPECT_LT(kernel, 0.0);
  EXPECT_GT(kernel, -1.0);
  EXPECT_NEAR(value_named(values, "test/a-to-b/classifier_target_kid_real"), kernel, 1e-6);
}

/// Every image becomes the same grey.
class GreyTranslator : public ModelOfShades, public TranslatesImages {
 public:
  std::vector<Translation> translations() const override { return kThereAndBack; }
  at::Tensor translate(const at::Tensor& images, const std::string&) override {
    return at::zeros_like(images);
  }
};

TEST_F(TranslationFid, OfOneGreyIsTheDistanceOfMeansAndVariances) {
  take_two_sources();
  GreyTranslator grey;
  // Features are the first pixel and twice the mean; targets of b-to-a are shades 20 … 200, whose
  // mean is 110 and whose unbiased variance over 40 rows is 4500 · 40 / 39.
  const double away = (128 - 110) / 255.0;
  const double variance = 4500.0 * 40 / 39 / (255.0 * 255.0);
  EXPECT_NEAR(value_named(values_of("translation_fid", grey), "test/b-to-a/classifier_target_fid"),
              5 * (away * away + variance), 1e-5);
}

TEST_F(TranslationFid, StandsBesideAsManyRealTargetsOrNone) {
  write_shades(directory_ / "a.h5", 40);
  write_shades(directory_ / "b.h5", 20, {.inverted = true});
  locations_ = {{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}};
  GreyTranslator grey;
  EvaluationPlan of_both = plan();
  of_both.settings.fields = {"a/images", "b/images"};
  const std::vector<std::string> names = names_of(values_of("translation_fid", grey, of_both));
  EXPECT_THAT(names, Not(Contains("test/a-to-b/classifier_target_fid_real")))
      << "the other split has 20 targets for 40 translations";
  EXPECT_THAT(names, Contains("test/b-to-a/classifier_target_fid_real"));
}

TEST_F(TranslationFid, OfFewerImagesThanFeaturesSaysSo) {
  write_shades(directory_ / "a.h5", 2);
  write_shades(directory_ / "b.h5", 2, {.inverted = true});
  locations_ = {{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}};
  GreyTranslator grey;
  const auto records = records_of("translation_fid", grey, plan());
  EXPECT_NE(records.front().note, "");
  EXPECT_EQ(records.front().values.size(), 1U) << "no kernel distance of fewer than 40 images";
}

}  // namespace
}  // namespace tandem
