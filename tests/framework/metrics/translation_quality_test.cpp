// What is measured of translated shades.
#include "framework/metrics/translation_quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/distributed/local_communicator.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

const std::vector<Translation> kBothWays = {{"a-to-b", "a/images", "b/images"},
                                            {"b-to-a", "b/images", "a/images"}};

class TranslationQualityTest : public testing::Test {
 protected:
  NamedValues evaluate(GenerativeModel& model, const DataSources& data, Judge* judge = nullptr) {
    const EvaluationPlan plan{
        .settings = {.seed = 1, .chunk_size = 16, .pixel_range = PixelRange::kSigned},
        .judge = judge};
    return evaluate_translations(model, data, plan, communicator_);
  }
  DataSources unpaired() {
    write_shades(directory_ / "a.h5", 40);
    write_shades(directory_ / "b.h5", 40, "images", /*inverted=*/true);
    return DataSources({{"a", directory_ / "a.h5"}, {"b", directory_ / "b.h5"}});
  }
  Judge judge() {
    const DataDescription data{.fields = {{"images", {4, 4, 1}, "uint8"}},
                               .class_names = {"a", "b", "c", "d"}};
    return Judge(shade_judge_, PixelRange::kUnit, data, at::kCPU);
  }

  TemporaryDirectory directory_;
  LocalCommunicator communicator_;
  ShadeJudge shade_judge_;
};

TEST_F(TranslationQualityTest, JudgesWhatTranslatedImagesShow) {
  ShadeTranslator translator(kBothWays, /*shift=*/0);
  Judge judge_of_shades = judge();
  const NamedValues values = evaluate(translator, unpaired(), &judge_of_shades);
  EXPECT_EQ(value_named(values, "test/b-to-a/judged_error"), 0);
  EXPECT_EQ(value_named(values, "test/b-to-a/classes_permuted"), 0);
  EXPECT_NEAR(value_named(values, "test/a-to-b/cycle_l1"), 0, 1e-6);
  // Inverted shades are nearest to those of classes 3, 3, 2 and 1.
  EXPECT_EQ(value_named(values, "test/a-to-b/judged_error"), 0.75);
  EXPECT_EQ(value_named(values, "test/a-to-b/judged_error_matched"), 0.25);
  EXPECT_EQ(value_named(values, "test/a-to-b/classes_permuted"), 1);
}

TEST_F(TranslationQualityTest, SaysWhenClassesArePermuted) {
  ShadeTranslator translator(kBothWays, /*shift=*/1);
  Judge judge_of_shades = judge();
  const NamedValues values = evaluate(translator, unpaired(), &judge_of_shades);
  EXPECT_EQ(value_named(values, "test/b-to-a/judged_error"), 1);
  EXPECT_EQ(value_named(values, "test/b-to-a/judged_error_matched"), 0);
  EXPECT_EQ(value_named(values, "test/b-to-a/classes_permuted"), 1);
  // Three shades in four come back 60 lighter, one 180 darker.
  EXPECT_NEAR(value_named(values, "test/a-to-b/cycle_l1"), 90 / 255.0, 1e-6);
}

TEST_F(TranslationQualityTest, PairsAreComparedWithTheirTargets) {
  write_shades(directory_ / "pairs.h5", 20, "source");
  const DataSources data({{"", directory_ / "pairs.h5"}});
  ShadeTranslator right({{"forward", "source", "target", true}}, 0);
  const NamedValues values = evaluate(right, data);
  EXPECT_EQ(values.size(), 3U);
  EXPECT_NEAR(value_named(values, "test/forward/l1"), 0, 1e-6);
  EXPECT_NEAR(value_named(values, "test/forward/gradient_magnitude"), 0, 1e-6);
  // The name of the way back moves three inverted shades 60 up, and the lightest 180 down.
  ShadeTranslator wrong({{"b-to-a", "source", "target", true}}, 1);
  EXPECT_NEAR(value_named(evaluate(wrong, data), "test/b-to-a/l1"), 90 / 255.0, 1e-6);
}

TEST_F(TranslationQualityTest, GradientsAreThoseOfNeighbours) {
  const at::Tensor image = at::tensor({0., 3., 4., 9.}, at::kDouble).view({1, 1, 2, 2});
  EXPECT_EQ(gradient_magnitude(image).item<double>(), 5);
  EXPECT_EQ(gradient_magnitude(at::full({1, 3, 5, 4}, 0.3)).item<float>(), 0);
}

}  // namespace
}  // namespace tandem
