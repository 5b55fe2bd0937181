// What a linear classifier can read off features.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "framework/statistics/minimization.h"

namespace tandem {

/// Rows and what they show.
struct LabelledFeatures {
  at::Tensor rows;    // (N, features)
  at::Tensor labels;  // (N), whole numbers from 0
};

/// Brings columns to mean 0 and deviation 1; a constant column to 0.
struct ColumnScale {
  at::Tensor mean;       // (features)
  at::Tensor deviation;  // (features)
  at::Tensor apply(const at::Tensor& rows) const;
};
ColumnScale fit_column_scale(const at::Tensor& rows);

/// float64, on the CPU.
struct LinearClassifier {
  at::Tensor weight;  // (classes, features)
  at::Tensor bias;    // (classes)
  at::Tensor logits(const at::Tensor& rows) const;
  /// The class of the largest logit, the first of equal ones: (N) int64.
  at::Tensor classify(const at::Tensor& rows) const;
};

struct RegressionOptions {
  int64_t num_classes = 2;
  double loss_weight = 1.0;  // C
  MinimizationLimits limits = {};
};

/// Multinomial logistic regression: the minimum of ½ |weight|² + C Σ cross-entropy, the bias being
/// free. The tolerance is that of this function divided by C N. With two classes both have weights:
/// it is then the regression with one weight vector and twice the C. `start`: where the search
/// begins, null for 0.
LinearClassifier fit_logistic_regression(const LabelledFeatures& train,
                                         const RegressionOptions& options,
                                         const LinearClassifier* start = nullptr);

/// The fraction of rows whose label the classifier does not tell.
double classification_error(const LinearClassifier& classifier, const LabelledFeatures& rows);

/// Of a probe: `loss_weight` is the C of 1e-3, 1e-2 … 1e2 with the lowest error on `valid`, the
/// smallest of equal ones.
struct ProbeResult {
  double error = 0.0;  // on `test`
  double loss_weight = 0.0;
};
ProbeResult probe(const LabelledFeatures& train, const LabelledFeatures& valid,
                  const LabelledFeatures& test, int64_t num_classes);

/// Rows in a random order in which the classes take turns, so that each beginning of it holds the
/// classes as evenly as can be: (N) int64.
at::Tensor balanced_order(const at::Tensor& labels, uint64_t seed);

}  // namespace tandem
