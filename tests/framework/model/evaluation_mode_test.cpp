#include "framework/model/evaluation_mode.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/dropout.h>

namespace tandem {
namespace {

class OneNetwork : public GenerativeModel {
 public:
  std::vector<Network> networks() const override { return {{"network", layer.ptr()}}; }
  std::vector<Objective> objectives() override { return {}; }
  torch::nn::Dropout layer{0.5};
};

TEST(EvaluationMode, LastsAsLongAsItsScope) {
  OneNetwork model;
  {
    const EvaluationMode mode(model);
    EXPECT_FALSE(model.layer->is_training());
  }
  EXPECT_TRUE(model.layer->is_training());
}

TEST(EvaluationMode, ScopesNest) {
  OneNetwork model;
  {
    const EvaluationMode outer(model);
    { const EvaluationMode inner(model); }
    EXPECT_FALSE(model.layer->is_training()) << "the outer one lasts";
  }
  EXPECT_TRUE(model.layer->is_training());
}

/// Lists its network twice.
class OneNetworkTwice : public GenerativeModel {
 public:
  std::vector<Network> networks() const override {
    return {{"one", layer.ptr()}, {"the same", layer.ptr()}};
  }
  std::vector<Objective> objectives() override { return {}; }
  torch::nn::Dropout layer{0.5};
};

TEST(EvaluationMode, ANetworkThatIsListedTwiceTrainsAgain) {
  OneNetworkTwice model;
  { const EvaluationMode mode(model); }
  EXPECT_TRUE(model.layer->is_training());
}

}  // namespace
}  // namespace tandem
