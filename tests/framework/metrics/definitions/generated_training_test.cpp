// What a classifier learns from generated images.
#include <gtest/gtest.h>

#include "tests/support/hostile_file.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using GeneratedTraining = ShadeEvaluation;

TEST_F(GeneratedTraining, TeachesTheClassesAsTheModelShowsThem) {
  ShadeGenerator obedient(kNumShades);
  EXPECT_EQ(value_named(values_of("generated_training", obedient),
                        "test/label_classifier_generated_training_error"),
            0);
  ShadeGenerator permuting(kNumShades, /*shift=*/1);
  EXPECT_EQ(value_named(values_of("generated_training", permuting),
                        "test/label_classifier_generated_training_error"),
            1);
}

TEST_F(GeneratedTraining, NeedsTenSamplesOfEachClass) {
  ShadeGenerator obedient(kNumShades);
  EvaluationPlan few = plan();
  few.num_samples = 10 * kNumShades - 1;
  EXPECT_TRUE(values_of("generated_training", obedient, few).empty());
}

TEST_F(GeneratedTraining, DoesNotDependOnTheScaleOfFeatures) {
  ShadeClassifier faint;
  faint.scale = 1e-6;
  MeasuringNetworks networks(shade_network(faint));
  ShadeGenerator obedient(kNumShades);
  EXPECT_EQ(value_named(values_of("generated_training", obedient, plan(&networks)),
                        "test/label_classifier_generated_training_error"),
            0);
}

TEST_F(GeneratedTraining, StandsAloneWhereTrainHasNoLabels) {
  ShadeGenerator obedient(kNumShades);
  EvaluationPlan few = plan();
  few.num_samples = 40;
  EXPECT_EQ(value_named(values_of("generated_training", obedient, few),
                        "test/label_classifier_generated_training_error_real"),
            0);
  data_.reset();
  HostileFile(directory_ / "shades.h5").remove("/train/labels");
  EXPECT_EQ(names_of(values_of("generated_training", obedient, few)).size(), 2U);
}

}  // namespace
}  // namespace tandem
