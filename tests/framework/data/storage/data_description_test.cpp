#include "framework/data/storage/data_description.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(FieldName, IsMadeOfASourceAndTakenApartAgain) {
  EXPECT_EQ(field_name("a", "images"), "a/images");
  EXPECT_EQ(source_of("a/images"), "a");
  EXPECT_EQ(name_in_source("a/images"), "images");
}

TEST(FieldName, OfTheOnlySourceIsThatOfTheField) {
  EXPECT_EQ(field_name("", "images"), "images");
  EXPECT_EQ(source_of("images"), "");
  EXPECT_EQ(name_in_source("images"), "images");
}

TEST(FieldName, TellsImagesAndTheirLabels) {
  EXPECT_TRUE(holds_images("images"));
  EXPECT_TRUE(holds_images("a/target"));
  EXPECT_FALSE(holds_images("a/labels"));
  EXPECT_EQ(label_field("images"), "labels");
  EXPECT_EQ(label_field("a/images"), "a/labels");
}

}  // namespace
}  // namespace tandem
