// The distance of each class from real images of it.
#include <gtest/gtest.h>

#include "tests/support/clustering_generator.h"
#include "tests/support/hostile_file.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ClassFid = ShadeEvaluation;

TEST_F(ClassFid, IsSmallWhereTheClassAskedForIsShown) {
  ShadeGenerator obedient(kNumShades);
  const auto records = records_of("class_fid", obedient, plan());
  EXPECT_LT(value_named(values_of(records), "test/label_classifier_class_fid"), 1e-6);
  EXPECT_EQ(records.front().note, "");
  ASSERT_EQ(records.front().series.size(), 1u);
  EXPECT_EQ(records.front().series.front().values.size(), static_cast<size_t>(kNumShades));
}

TEST_F(ClassFid, SeesExchangedClassesThatTheDistanceOfAllDoesNot) {
  ShadeGenerator permuting(kNumShades, /*shift=*/1);
  EXPECT_GT(value_named(values_of("class_fid", permuting), "test/label_classifier_class_fid"), 0.1);
  EXPECT_LT(value_named(values_of("fid", permuting), "test/classifier_fid"), 0.05);
}

TEST_F(ClassFid, IsNotAskedOfCategoriesInNoOrder) {
  ClusteringGenerator clustering;
  EXPECT_TRUE(values_of("class_fid", clustering, plan()).empty());
  EXPECT_TRUE(values_of("generated_training", clustering, plan()).empty());
}

/// Classes of one shade do not vary: their floor is 0.
TEST_F(ClassFid, SaysWhatEqualLawsWouldGetAndThatFewImagesAreTooFew) {
  ShadeGenerator obedient(kNumShades);
  EvaluationPlan few = plan();
  few.num_samples = 2 * kNumShades;
  const auto records = records_of("class_fid", obedient, few);
  EXPECT_EQ(value_named(values_of(records), "test/label_classifier_class_fid_floor"), 0.0);
  EXPECT_NE(records.front().note.find("(2 generated, 10 real) than features (2)"),
            std::string::npos)
      << records.front().note;
}

TEST_F(ClassFid, StandsAloneBesideASplitWithoutLabels) {
  ShadeGenerator obedient(kNumShades);
  EvaluationPlan few = plan();
  few.num_samples = 40;
  EXPECT_LT(
      value_named(values_of("class_fid", obedient, few), "test/label_classifier_class_fid_real"),
      1e-6);
  data_.reset();
  HostileFile(directory_ / "shades.h5").remove("/train/labels");
  const auto names = names_of(values_of("class_fid", obedient, few));
  EXPECT_EQ(names.size(), 2U) << "the value and its floor";
}

}  // namespace
}  // namespace tandem
