// What families read off the description of a data set.
#include "framework/model/data_shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::HasSubstr;

FieldDescription images(const std::string& name, int64_t height, int64_t channels) {
  return {.name = name, .shape = {height, 8, channels}, .type = "uint8"};
}

TEST(DataShapes, AnImageHasTheShapeOfItsField) {
  const ImageShape shape = image_shape({.fields = {images("source", 6, 3)}}, "source");
  EXPECT_EQ(shape.height, 6);
  EXPECT_EQ(shape.width, 8);
  EXPECT_EQ(shape.channels, 3);
  EXPECT_EQ(shape.num_pixels(), 144);
}

TEST(DataShapes, AFieldThatHoldsNoImagesIsRefused) {
  const DataDescription data{.fields = {{.name = "labels", .type = "int64"}}};
  EXPECT_THAT(message_of<DataError>([&] { image_shape(data); }), HasSubstr("no such field"));
  EXPECT_THAT(message_of<DataError>([&] { image_shape(data, "labels"); }),
              HasSubstr("another rank"));
}

TEST(DataShapes, APairHasOneSizeAndAnyChannels) {
  const DataDescription data{
      .fields = {images("a/images", 6, 1), images("b/images", 6, 3), images("c/images", 7, 3)}};
  EXPECT_EQ(image_pair(data, "a/images", "b/images").second.channels, 3);
  EXPECT_THAT(message_of<DataError>([&] { image_pair(data, "a/images", "c/images"); }),
              HasSubstr("expected 6x8, got 7x8"));
}

TEST(DataShapes, ClassesAreAtLeastTwo) {
  EXPECT_EQ(class_count({.class_names = {"a", "b", "c"}}), 3);
  EXPECT_THAT(message_of<DataError>([&] { class_count({.class_names = {"a"}}); }),
              HasSubstr("got 1"));
}

}  // namespace
}  // namespace tandem
