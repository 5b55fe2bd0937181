// How often which class occurs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// The share of each class in `labels` (N), whole numbers from 0: (classes) float64 on the CPU.
at::Tensor class_shares(const at::Tensor& labels, int64_t num_classes);

/// In nats.
double class_entropy(const at::Tensor& shares);
/// Classes that occur.
int64_t classes_found(const at::Tensor& shares);
/// KL(shares ‖ reference) in nats; infinite where the reference lacks a class that occurs.
double class_divergence(const at::Tensor& shares, const at::Tensor& reference);

}  // namespace tandem
