#include "launch/moved_files.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(MovedFiles, PlacesOfDataAreNamedByTheirSource) {
  EXPECT_EQ(place_option(""), "data.path");
  EXPECT_EQ(place_option("a"), "data.sources.a.path");
  EXPECT_TRUE(names_data(place_option("")));
  EXPECT_TRUE(names_data(place_option("a")));
}

TEST(MovedFiles, OtherOptionsSayNothingOfTheData) {
  for (const char* option :
       {"data.resident_bytes", "data", "path", "steps", "evaluation.classifier", "?data.path"}) {
    EXPECT_FALSE(names_data(option)) << option;
  }
}

TEST(MovedFiles, NetworksThatMeasureAreFilesToo) {
  for (const char* option :
       {"data.path", "data.sources.a.path", "evaluation.classifier", "evaluation.features"}) {
    EXPECT_TRUE(names_files(option)) << option;
  }
  EXPECT_FALSE(names_files("steps"));
  EXPECT_FALSE(names_files("evaluation.split"));
}

TEST(MovedFiles, AWordSetsAnOptionByItsFirstEqualsSign) {
  const auto set = option_set_by("data.path=/a/b=c.h5");
  ASSERT_TRUE(set.has_value());
  EXPECT_EQ(set->option, "data.path");
  EXPECT_EQ(set->value, "/a/b=c.h5");
  EXPECT_EQ(option_set_by("data.path=").value().value, "");
}

TEST(MovedFiles, PathsSetNoOption) {
  for (const char* word : {"runs/a", "a", "runs/rate=0.1", "./rate=0.1", ""}) {
    EXPECT_FALSE(option_set_by(word).has_value()) << word;
  }
}

}  // namespace
}  // namespace tandem
