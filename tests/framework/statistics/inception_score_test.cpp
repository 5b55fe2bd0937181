// The inception score of logits whose score is known.
#include "framework/statistics/inception_score.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

/// Of classes in turn, without doubt.
at::Tensor sure_logits(int64_t num_rows, int64_t num_classes) {
  return at::one_hot(at::arange(num_rows).remainder(num_classes), num_classes).to(at::kFloat) * 1e3;
}

TEST(InceptionScore, OfEqualLogitsIsOne) {
  const InceptionScore score = inception_score(at::zeros({40, 7}), 4);
  EXPECT_NEAR(score.mean, 1.0, 1e-12);
  EXPECT_NEAR(score.deviation, 0.0, 1e-12);
}

TEST(InceptionScore, OfSureAndBalancedLogitsIsTheNumberOfClasses) {
  EXPECT_NEAR(inception_score(sure_logits(70, 7), 5).mean, 7.0, 1e-12);
}

TEST(InceptionScore, DependsOnTheOrderBySplits) {
  const at::Tensor sorted = std::get<0>(sure_logits(60, 2).sort(0));
  EXPECT_NEAR(inception_score(at::cat({sorted, sorted.flip(1)}), 2).mean, 2.0, 1e-12);
  const at::Tensor in_classes =
      at::cat({sure_logits(60, 1).expand({30, 1}), at::zeros({30, 1})}, 0);
  const at::Tensor two = at::cat({in_classes, 1e3 - in_classes}, 1);
  const InceptionScore score = inception_score(two, 3);
  // 20 of one class, 10 of either, 20 of the other.
  EXPECT_NEAR(score.mean, 4.0 / 3, 1e-12);
  EXPECT_NEAR(score.deviation, std::sqrt(2.0) / 3, 1e-12);
}

}  // namespace
}  // namespace tandem
