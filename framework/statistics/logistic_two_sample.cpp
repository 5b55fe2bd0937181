#include "framework/statistics/logistic_two_sample.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "framework/core/seed.h"
#include "framework/statistics/linear_probe.h"

namespace tandem {
namespace {

/// `count` rows in random order.
at::Tensor drawn_rows(const at::Tensor& rows, int64_t count, uint64_t seed) {
  const at::Tensor order = at::tensor(permutation(rows.size(0), seed), at::kLong);
  return rows.index_select(0, order.narrow(0, 0, count)).to(at::kCPU, at::kDouble);
}

LabelledFeatures with_labels(const at::Tensor& first, const at::Tensor& second) {
  return {.rows = at::cat({first, second}),
          .labels = at::cat(
              {at::zeros({first.size(0)}, at::kLong), at::ones({second.size(0)}, at::kLong)})};
}

}  // namespace

TwoSampleAccuracy logistic_two_sample(const at::Tensor& first, const at::Tensor& second,
                                      uint64_t seed) {
  const int64_t count = std::min(first.size(0), second.size(0));
  const int64_t trained = count / 2, tested = count - trained;
  const at::Tensor own = drawn_rows(first, count, mix_bits(seed));
  const at::Tensor other = drawn_rows(second, count, mix_bits(seed + 1));
  LabelledFeatures train = with_labels(own.narrow(0, 0, trained), other.narrow(0, 0, trained));
  LabelledFeatures test =
      with_labels(own.narrow(0, trained, tested), other.narrow(0, trained, tested));
  // By the rows that are trained on alone: nothing may be known of the others.
  const ColumnScale scale = fit_column_scale(train.rows);
  train.rows = scale.apply(train.rows);
  test.rows = scale.apply(test.rows);
  const LinearClassifier classifier = fit_logistic_regression(train, {.num_classes = 2});
  // Of equal laws each of the 2 · tested answers is right with probability ½.
  return {.accuracy = 1 - classification_error(classifier, test),
          .deviation = 0.5 / std::sqrt(static_cast<double>(2 * tested))};
}

}  // namespace tandem
