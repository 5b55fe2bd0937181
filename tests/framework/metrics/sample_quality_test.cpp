// What a judge says of generated shades.
#include "framework/metrics/sample_quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/error.h"
#include "framework/distributed/local_communicator.h"
#include "framework/metrics/model_evaluation.h"
#include "tests/support/error_message.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

class SampleQualityTest : public testing::Test {
 protected:
  SampleQualityTest() { write_shades(directory_ / "shades.h5", 40); }

  NamedValues evaluate(GenerativeModel& model, Judge* judge) {
    return evaluate_samples(model, data(), plan(judge), communicator_);
  }
  Judge judge() {
    return Judge(shade_judge_, PixelRange::kUnit, data().description("test"), at::kCPU);
  }
  EvaluationPlan plan(Judge* judge) const {
    return {.settings = {.seed = 1, .chunk_size = 16, .pixel_range = PixelRange::kSigned},
            .judge = judge,
            .num_samples = 250};
  }
  const DataSources& data() {
    if (!data_) data_ = std::make_unique<DataSources>(locations());
    return *data_;
  }
  std::vector<DataSourceLocation> locations() const { return {{"", directory_ / "shades.h5"}}; }

  TemporaryDirectory directory_;
  std::unique_ptr<DataSources> data_;
  LocalCommunicator communicator_;
  ShadeJudge shade_judge_;
};

TEST_F(SampleQualityTest, OfOneShadeAloneIsThatOfACollapse) {
  ShadeGenerator generator(/*num_drawn=*/1);
  Judge judge_of_shades = judge();
  const NamedValues values = evaluate(generator, &judge_of_shades);
  EXPECT_EQ(value_named(values, "test/classes_found"), 1);
  EXPECT_EQ(value_named(values, "test/class_entropy"), 0);
  EXPECT_EQ(value_named(values, "test/classifier_fid_samples"), 250);
  // Features (x, 2x): their means differ by 90/255 (1, 2); the samples do not vary, and the split
  // varies by its own covariance.
  const double deviation = (90.0 * 90 + 30 * 30) / 2 * 40 / 39 / (255.0 * 255);
  EXPECT_NEAR(value_named(values, "test/classifier_fid"),
              5 * (90 / 255.0) * (90 / 255.0) + 5 * deviation, 1e-6);
}

TEST_F(SampleQualityTest, OfAllShadesComesNearTheSplit) {
  ShadeGenerator generator(kNumShades);
  Judge judge_of_shades = judge();
  const NamedValues values = evaluate(generator, &judge_of_shades);
  EXPECT_EQ(value_named(values, "test/classes_found"), 4);
  EXPECT_NEAR(value_named(values, "test/class_entropy"), std::log(4), 0.05);
  EXPECT_LT(value_named(values, "test/classifier_fid"), 0.05);
  EXPECT_NEAR(value_named(values, "test/mean_confidence"), 1.0, 1e-12);
  EXPECT_EQ(values, evaluate(generator, &judge_of_shades));
}

TEST_F(SampleQualityTest, TheFloorIsTheDistanceOfAsManyRealImages) {
  ShadeGenerator generator(kNumShades);
  Judge judge_of_shades = judge();
  EvaluationPlan ten = plan(&judge_of_shades);
  ten.num_samples = 10;
  const NamedValues values = evaluate_samples(generator, data(), ten, communicator_);
  // Of shades 20, 80, 140, 200, 20, … of /train: mean 98, variance 43560 / 9; of all of /test: 110
  // and 4500 · 40 / 39. The features (x, 2x) are one number, seen √5 times as large.
  const double deviations = std::sqrt(43560.0 / 9) - std::sqrt(4500.0 * 40 / 39);
  EXPECT_NEAR(value_named(values, "test/classifier_fid_floor"),
              5 * (12.0 * 12 + deviations * deviations) / (255.0 * 255), 1e-6);
}

TEST_F(SampleQualityTest, NoFloorWhereNoOtherSplitHasAsManyImages) {
  ShadeGenerator generator(kNumShades);
  Judge judge_of_shades = judge();
  for (const auto& [name, value] : evaluate(generator, &judge_of_shades)) {
    EXPECT_NE(name, "test/classifier_fid_floor");
  }
}

TEST_F(SampleQualityTest, AskedLabelsAreComparedWithThoseRead) {
  Judge judge_of_shades = judge();
  ShadeGenerator obedient(kNumShades);
  const NamedValues right = evaluate(obedient, &judge_of_shades);
  EXPECT_EQ(value_named(right, "test/label_error"), 0);
  ShadeGenerator permuting(kNumShades, /*shift=*/1);
  const NamedValues wrong = evaluate(permuting, &judge_of_shades);
  EXPECT_EQ(value_named(wrong, "test/label_error"), 1);
  EXPECT_EQ(value_named(wrong, "test/label_error_matched"), 0);
}

TEST_F(SampleQualityTest, NeedsAJudgeAndAGenerator) {
  ShadeGenerator generator(1);
  EXPECT_TRUE(evaluate(generator, nullptr).empty());
  Judge judge_of_shades = judge();
  EXPECT_TRUE(evaluate(shade_judge_, &judge_of_shades).empty());
}

TEST_F(SampleQualityTest, AJudgeClassifiesImagesOfItsShapeOnly) {
  ShadeGenerator generator(1);
  EXPECT_THAT(message_of<ConfigError>([&] {
                Judge(generator, PixelRange::kUnit, data().description("test"), at::kCPU);
              }),
              HasSubstr("evaluation.classifier: the family of this run does not classify"));
  const Judge judge_of_shades = judge();
  const DataDescription large{.fields = {{"images", {8, 8, 1}, "uint8"}}};
  EXPECT_THAT(message_of<ConfigError>([&] { judge_of_shades.check(generator, large, {"images"}); }),
              HasSubstr("expected 8x8x1 as images, got 4x4x1"));
  judge_of_shades.check(generator, data().description("test"), {"images"});
  EXPECT_THAT(message_of<ConfigError>([&] { judge_of_shades.check(shade_judge_, large, {}); }),
              HasSubstr("there is nothing for a classifier to judge"));
}

TEST_F(SampleQualityTest, ModelEvaluationCollectsWhatCapabilitiesAllow) {
  Judge judge_of_shades = judge();
  ShadeGenerator generator(kNumShades);
  const NamedValues samples = evaluate_model({.model = generator, .data = data(), .objectives = {}},
                                             plan(&judge_of_shades), communicator_);
  EXPECT_EQ(samples, evaluate(generator, &judge_of_shades));
  EvaluationPlan of_judge = plan(nullptr);
  of_judge.settings.pixel_range = PixelRange::kUnit;
  const NamedValues classes = evaluate_model(
      {.model = shade_judge_, .data = data(), .objectives = {}}, of_judge, communicator_);
  EXPECT_EQ(classes, (NamedValues{{"test/classification_error", 0}, {"test/cluster_error", 0}}));
}

}  // namespace
}  // namespace tandem
