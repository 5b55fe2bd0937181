#include "framework/metrics/feature_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/shade_network.h"

namespace tandem {
namespace {

using testing::HasSubstr;

TEST(FeatureNetwork, IsAskedForImagesOfItsShapeOnly) {
  ShadeClassifier classifier;
  ShadeGenerator generator(1);
  const auto opened = shade_network(classifier);
  const FeatureNetwork& network = *opened;
  check_network(network, generator, shade_description(), {"images"});
  const DataDescription large{.fields = {{"images", {8, 8, 1}, "uint8"}}};
  EXPECT_THAT(
      message_of<ConfigError>([&] { check_network(network, generator, large, {"images"}); }),
      HasSubstr("expected 4x4x1, the images that the classifier was trained on, got 8x8x1 as "));
  EXPECT_THAT(message_of<ConfigError>([&] { check_network(network, classifier, large, {}); }),
              HasSubstr("there is nothing for a feature network to see"));
}

TEST(FeatureNetwork, SharesClassesOfTheSameNames) {
  ShadeClassifier classifier;
  const auto opened = shade_network(classifier);
  const FeatureNetwork& network = *opened;
  EXPECT_TRUE(shares_classes(network, shade_description().class_names));
  EXPECT_TRUE(shares_classes(network, {}));
  EXPECT_FALSE(shares_classes(network, {"a", "b"}));
}

TEST(FeatureNetwork, LabelsAreThoseOfItsClasses) {
  EXPECT_NO_THROW(check_labels(at::tensor({0., 3.}), 4, "test/labels"));
  EXPECT_THAT(message_of<DataError>([&] {
                check_labels(at::tensor({0., 4.}), 4, "test/labels");
              }),
              HasSubstr("test/labels"));
}

}  // namespace
}  // namespace tandem
