#include "framework/training/model_state.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "framework/core/error.h"
#include "tests/framework/training/two_networks.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Its objectives come in another order than the learners of the family.
class Layered : public GenerativeModel {
 public:
  std::vector<Network> networks() const override { return networks_.networks; }
  std::vector<Objective> objectives() override {
    return {{.name = "later", .trains = {"second"}}, {.name = "sooner", .trains = {"first"}}};
  }

 private:
  TwoNetworks networks_;
};

class ModelStateTest : public testing::Test {
 protected:
  ModelState state(uint64_t seed = 1) const { return {family_, data_, seed, at::kCPU}; }

  DataDescription data_{.fields = {{"images", {2, 2, 1}, "uint8"}, {"labels", {}, "int64"}},
                        .class_names = {}};
  int num_built_ = 0;
  Family family_{.name = "layered",
                 .sentence = "A family.",
                 .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
                 .learners =
                     [] {
                       return std::vector<LearnerDefaults>{{"sooner", {}}, {"later", {}}};
                     },
                 .build =
                     [this](const DataDescription&) {
                       ++num_built_;
                       return std::make_unique<Layered>();
                     }};
};

TEST_F(ModelStateTest, WeightsFollowFromTheSeedAlone) {
  const at::Tensor first = state().parameters().weights();
  (void)at::rand({1});
  EXPECT_TRUE(at::equal(state().parameters().weights(), first));
  EXPECT_FALSE(at::equal(state(2).parameters().weights(), first));
}

TEST_F(ModelStateTest, TheModelSeesItsFlatWeights) {
  ModelState made = state();
  made.parameters().weights().fill_(3);
  for (const Network& network : made.model().networks()) {
    for (const at::Tensor& parameter : network.module->parameters()) {
      EXPECT_TRUE(parameter.eq(3).all().item<bool>()) << network.name;
    }
  }
}

TEST_F(ModelStateTest, ObjectivesAreInTheOrderOfTheLearners) {
  const ModelState made = state();
  ASSERT_EQ(made.objectives().size(), 2U);
  EXPECT_EQ(made.objectives()[0].name, "sooner");
  EXPECT_EQ(made.pixel_range(), PixelRange::kSigned);
  EXPECT_EQ(made.device(), at::kCPU);
}

TEST_F(ModelStateTest, WithoutAFieldThatItNeedsNoModelIsBuilt) {
  family_.data.fields = {"images", "target"};
  EXPECT_EQ(message_of<DataError>([&] { (void)state(); }),
            "data.path: the data set lacks a field that family 'layered' needs; expected field "
            "'target', got fields images labels. Choose another data set or another family.");
  EXPECT_EQ(num_built_, 0);
  family_.data.fields = {"a/images"};
  EXPECT_THAT(message_of<DataError>([&] { check_fields(family_, data_); }),
              AllOf(HasSubstr("data.sources.a.path: "), HasSubstr("expected field 'a/images'")));
}

}  // namespace
}  // namespace tandem
