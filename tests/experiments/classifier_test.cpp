// The classifier: what it needs of data, what it counts, what its features are.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

DataDescription digits(int64_t side, const std::vector<std::string>& class_names) {
  return {.fields = {{.name = "images", .shape = {side, side, 1}, .type = "uint8"},
                     {.name = "labels", .shape = {}, .type = "int64"}},
          .class_names = class_names};
}

TEST(Classifier, LossAndErrorAreThoseOfItsLogits) {
  torch::manual_seed(1);
  const Family family = family_with(
      "classifier",
      {{"channels", std::vector<int64_t>{3, 5}}, {"hidden_size", int64_t{7}}, {"dropout", 0.0}});
  const auto model = family.build(digits(12, {"a", "b", "c"}));
  for (const Network& network : model->networks()) network.module->eval();
  const torch::NoGradGuard no_gradients;
  const at::Tensor images = at::rand({4, 1, 12, 12});
  auto& classifies = require<Classifies>(*model);
  const at::Tensor logits = classifies.classify(images);
  ASSERT_EQ(logits.sizes(), (std::vector<int64_t>{4, 3}));
  // Three labels right, one wrong.
  at::Tensor labels = logits.argmax(1);
  labels[2] = (labels[2] + 1) % 3;
  const Losses losses = model->objectives()[0].loss(Batch({{"images", images}, {"labels", labels}}),
                                                    {at::kCPU, 0, 4});
  EXPECT_EQ(losses.terms.at(0).item<float>(), 0.25F);
  const at::Tensor expected = -at::log_softmax(logits, 1).gather(1, labels.unsqueeze(1)).mean();
  EXPECT_NEAR(losses.total.item<float>(), expected.item<float>(), 1e-6);
  const at::Tensor features = classifies.features(images);
  EXPECT_EQ(features.sizes(), (std::vector<int64_t>{4, 7}));
  const auto head = model->networks()[1].module->named_parameters();
  EXPECT_TRUE(at::allclose(features.mm(head["1.weight"].t()) + head["1.bias"], logits, 1e-5, 1e-6));
}

TEST(Classifier, NeedsClasses) {
  const Family family = family_with("classifier", {});
  const std::string message = message_of<DataError>([&] { family.build(digits(28, {"one"})); });
  EXPECT_NE(message.find("data.path"), std::string::npos) << message;
  EXPECT_NE(message.find("at least 2 class names"), std::string::npos) << message;
}

TEST(Classifier, ImagesHaveToBeLargeEnoughForItsPooling) {
  const Family family = family_with("classifier", {{"channels", std::vector<int64_t>{2, 2, 2, 2}}});
  EXPECT_NO_THROW(family.build(digits(16, {"a", "b"})));
  const std::string message = message_of<ConfigError>([&] {
    family.build(digits(15, {"a", "b"}));
  });
  EXPECT_NE(message.find("model.channels"), std::string::npos) << message;
}

}  // namespace
}  // namespace tandem
