// Probabilities of classes beside how often they are right.
#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/error.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using Calibration = ShadeEvaluation;

/// Names the first class with probability `p`, the others share the rest.
class Sure : public ModelOfShades, public Classifies {
 public:
  explicit Sure(double p) : p_(p) {}
  at::Tensor features(const at::Tensor& images) override { return images; }
  at::Tensor classify_features(const at::Tensor& features) override {
    at::Tensor logits =
        at::full({features.size(0), kNumShades}, std::log((1 - p_) / (kNumShades - 1)));
    logits.select(1, 0).fill_(std::log(p_));
    return logits;
  }

 private:
  double p_;
};

TEST_F(Calibration, OfAConstantAnswerFollowsFromItsProbability) {
  // A quarter of the images is of the first class.
  for (const double p : {0.4, 0.9}) {
    Sure model(p);
    const NamedValues values = values_of("calibration", model);
    EXPECT_NEAR(value_named(values, "test/label_negative_log_likelihood"),
                -0.25 * std::log(p) - 0.75 * std::log((1 - p) / 3), 1e-6);
    EXPECT_NEAR(value_named(values, "test/calibration_error"), p - 0.25, 1e-6);
  }
  Sure honest(0.25 + 1e-9);
  EXPECT_NEAR(value_named(values_of("calibration", honest), "test/calibration_error"), 0, 1e-6);
}

TEST_F(Calibration, OfAnswersThatAreNoNumbersIsNone) {
  Sure broken(std::nan(""));
  const NamedValues values = values_of("calibration", broken);
  EXPECT_TRUE(std::isnan(value_named(values, "test/label_negative_log_likelihood")));
  EXPECT_TRUE(std::isnan(value_named(values, "test/calibration_error")));
  EXPECT_NE(records_of("calibration", broken, plan()).front().note, "");
}

TEST_F(Calibration, RefusesLabelsOfNoClass) {
  take_shades({.added_label = -1});
  Sure model(0.5);
  EXPECT_THROW(values_of("calibration", model), DataError);
}

}  // namespace
}  // namespace tandem
