// Whether a linear classifier can tell two sets of features apart.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

struct TwoSampleAccuracy {
  double accuracy = 0.0;   // on rows that were not trained on
  double deviation = 0.0;  // of it for equal laws, whose mean is ½
};

/// Of logistic regression on standardised features, from as many rows of both sets as the smaller
/// one has, drawn by `seed`; half of them train (Lopez-Paz and Oquab, "Revisiting classifier
/// two-sample tests", 2017). 2 (1 − accuracy) bounds the overlap of the laws from above. At least 4
/// rows each.
TwoSampleAccuracy logistic_two_sample(const at::Tensor& first, const at::Tensor& second,
                                      uint64_t seed);

}  // namespace tandem
