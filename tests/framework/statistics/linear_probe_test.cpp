// Logistic regression by its own equations, and what is chosen by it.
#include "framework/statistics/linear_probe.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

/// Three clouds that overlap.
LabelledFeatures clouds(int64_t count, double apart) {
  const at::Tensor labels = at::arange(count).remainder(3);
  const at::Tensor centres = at::tensor({1.0, 0.0, 0.0, 1.0, -1.0, -1.0}, at::kDouble).view({3, 2});
  return {at::randn({count, 2}, at::kDouble) + apart * centres.index_select(0, labels), labels};
}

TEST(LogisticRegression, HasNoSlopeAtItsMinimum) {
  seed_generators(at::kCPU, 1);
  const LabelledFeatures train = clouds(300, 1.0);
  const double loss_weight = 0.3;
  const LinearClassifier fitted =
      fit_logistic_regression(train, {.num_classes = 3, .loss_weight = loss_weight});
  const at::Tensor wanted = at::one_hot(train.labels, 3).to(at::kDouble);
  const at::Tensor error = fitted.logits(train.rows).softmax(1) - wanted;
  // weight + C Σ (p − y) x = 0, and the free bias leaves Σ (p − y) = 0.
  const at::Tensor slope = fitted.weight + loss_weight * error.t().matmul(train.rows);
  EXPECT_LT(slope.abs().max().item<double>(), 1e-6);
  EXPECT_LT(error.sum(0).abs().max().item<double>(), 1e-6);
}

TEST(LogisticRegression, OfRowsThatSayNothingTellsTheSharesOfClasses) {
  const LabelledFeatures train{at::zeros({8, 1}, at::kDouble),
                               at::tensor({0, 0, 0, 0, 0, 0, 1, 1}, at::kLong)};
  const LinearClassifier fitted = fit_logistic_regression(train, {.num_classes = 2});
  EXPECT_NEAR(fitted.logits(train.rows).softmax(1)[0][0].item<double>(), 0.75, 1e-8);
  EXPECT_EQ(classification_error(fitted, train), 0.25);
}

TEST(ColumnScale, CentresColumnsAndKeepsConstantOnes) {
  const at::Tensor rows = at::tensor({1.0, 5.0, 3.0, 5.0}, at::kDouble).view({2, 2});
  const at::Tensor scaled = fit_column_scale(rows).apply(rows);
  EXPECT_TRUE(at::equal(scaled, at::tensor({-1.0, 0.0, 1.0, 0.0}, at::kDouble).view({2, 2})));
}

TEST(Probe, TellsCloudsThatLieApartAndNotThoseThatDoNot) {
  seed_generators(at::kCPU, 2);
  const LabelledFeatures train = clouds(150, 8.0), valid = clouds(90, 8.0), test = clouds(90, 8.0);
  const ProbeResult apart = probe(train, valid, test, 3);
  EXPECT_EQ(apart.error, 0.0);
  EXPECT_EQ(apart.loss_weight, 1e-3);  // the smallest that makes no error
  const ProbeResult equal = probe(clouds(150, 0.0), clouds(90, 0.0), clouds(90, 0.0), 3);
  EXPECT_NEAR(equal.error, 2.0 / 3, 0.15);
}

TEST(BalancedOrder, LetsClassesTakeTurns) {
  const at::Tensor labels = at::tensor({0, 0, 0, 0, 1, 1, 2, 0}, at::kLong);
  const at::Tensor order = balanced_order(labels, 5);
  const at::Tensor first = std::get<0>(labels.index_select(0, order.narrow(0, 0, 3)).sort());
  EXPECT_TRUE(at::equal(first, at::arange(3)));
  EXPECT_TRUE(at::equal(std::get<0>(order.sort()), at::arange(8)));
  EXPECT_TRUE(at::equal(order, balanced_order(labels, 5)));
  EXPECT_FALSE(at::equal(order, balanced_order(labels, 6)));
}

}  // namespace
}  // namespace tandem
