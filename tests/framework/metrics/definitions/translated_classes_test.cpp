// What classes translated shades are of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

const std::vector<Translation> kBothWays = {{"a-to-b", "a/images", "b/images"},
                                            {"b-to-a", "b/images", "a/images"}};

class TranslatedClasses : public ShadeEvaluation {
 protected:
  TranslatedClasses() { take_two_sources(); }
};

TEST_F(TranslatedClasses, AreThoseOfTheInputs) {
  ShadeTranslator translator(kBothWays, /*shift=*/0);
  const NamedValues values = values_of("translated_classes", translator);
  EXPECT_EQ(value_named(values, "test/b-to-a/judged_error"), 0);
  EXPECT_EQ(value_named(values, "test/b-to-a/classes_permuted"), 0);
  // Inverted shades are nearest to those of classes 3, 3, 2 and 1.
  EXPECT_EQ(value_named(values, "test/a-to-b/judged_error"), 0.75);
  EXPECT_EQ(value_named(values, "test/a-to-b/judged_error_matched"), 0.25);
  EXPECT_EQ(value_named(values, "test/a-to-b/classes_permuted"), 1);
}

TEST_F(TranslatedClasses, MayBePermuted) {
  ShadeTranslator translator(kBothWays, /*shift=*/1);
  const NamedValues values = values_of("translated_classes", translator);
  EXPECT_EQ(value_named(values, "test/b-to-a/judged_error"), 1);
  EXPECT_EQ(value_named(values, "test/b-to-a/judged_error_matched"), 0);
  EXPECT_EQ(value_named(values, "test/b-to-a/classes_permuted"), 1);
}

TEST_F(TranslatedClasses, NeedANetworkForImagesOfThisShape) {
  ShadeTranslator translator(kBothWays, 0);
  EXPECT_TRUE(values_of("translated_classes", translator, plan(nullptr)).empty());
  DataDescription large = shade_description();
  large.fields = {{"images", {8, 8, 1}, "uint8"}};
  MeasuringNetworks networks(shade_network(classifier_, large));
  EXPECT_TRUE(values_of("translated_classes", translator, plan(&networks)).empty());
}

}  // namespace
}  // namespace tandem
