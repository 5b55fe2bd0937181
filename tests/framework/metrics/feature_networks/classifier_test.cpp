// A trained classifier as feature network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/shade_network.h"

namespace tandem {
namespace {

using testing::HasSubstr;

TEST(ClassifierFeatures, AreThoseOfPixelsInTheRangeOfTheModel) {
  ShadeClassifier classifier;
  const auto network = shade_network(classifier);
  EXPECT_EQ(network->num_features(), 2);
  EXPECT_EQ(network->num_classes(), kNumShades);
  EXPECT_EQ(network->name(), "classifier");
  EXPECT_EQ(network->identity(), "step 3");
  const at::Tensor pixels = at::full({1, 4, 4, 1}, shade_of(2), at::kByte);
  const SeenBatch seen = network->see(pixels);
  EXPECT_FLOAT_EQ(seen.features[0][0].item<float>(), 140 / 255.0F);
  EXPECT_EQ(seen.logits.argmax(1).item<int64_t>(), 2);
  EXPECT_TRUE(at::equal(seen.logits, classifier.classify(at::full({1, 1, 4, 4}, 140 / 255.0F))));
  classifier.num_seen = 0;
  (void)network->see(pixels);
  EXPECT_EQ(classifier.num_seen, 1) << "features once for both";
}

TEST(ClassifierFeatures, NeedAModelThatClassifies) {
  ShadeGenerator generator(1);
  EXPECT_THAT(message_of<ConfigError>([&] { (void)shade_network(generator); }),
              HasSubstr("evaluation.classifier: the family of this run does not classify"));
}

}  // namespace
}  // namespace tandem
