#include "framework/data/image_fields.h"

#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(ImageFields, TheFirstOfAFamilyIsTheOneThatItMakes) {
  EXPECT_EQ(image_field({"labels", "b/images", "a/images"}), "b/images");
  EXPECT_THROW(image_field({"labels"}), ConfigError);
}

}  // namespace
}  // namespace tandem
