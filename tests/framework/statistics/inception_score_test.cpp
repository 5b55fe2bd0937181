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

TEST(InceptionScore, OfClassesInOrderFallsWithTheSplits) {
  const at::Tensor sorted = at::one_hot(at::arange(60).ge(30).to(at::kLong), 2) * 1000.0;
  EXPECT_NEAR(inception_score(sorted, 1).mean, 2.0, 1e-12);
  EXPECT_NEAR(inception_score(sorted, 2).mean, 1.0, 1e-12);
  // 20 of one class, 10 of either, 20 of the other: 1, 2, 1.
  const InceptionScore score = inception_score(sorted, 3);
  EXPECT_NEAR(score.mean, 4.0 / 3, 1e-12);
  EXPECT_NEAR(score.deviation, std::sqrt(2.0) / 3, 1e-12);
}

}  // namespace
}  // namespace tandem
