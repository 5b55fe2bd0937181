// The directions along which rows vary most.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "framework/statistics/row_moments.h"

namespace tandem {

/// float64, on the CPU. Each direction points where its largest entry is positive.
struct PrincipalComponents {
  at::Tensor mean;        // (features)
  at::Tensor directions;  // (components, features), orthonormal
  at::Tensor variances;   // (components), unbiased, falling
};

/// Of `rows` (N, features), N at least 2: at most `max_components`, and no more than they vary
/// along but for rounding (Pearson, "On lines and planes of closest fit to systems of points in
/// space", 1901). In O(n³), n the smaller of N and features.
PrincipalComponents fit_principal_components(const at::Tensor& rows, int64_t max_components);

/// The same of rows of which only mean and covariance are known; best of at least as many rows as
/// features. In O(features³).
PrincipalComponents principal_components_of(const Gaussian& gaussian, int64_t max_components);

/// How many rows of so many features are fitted to: `most`, and no more than what takes 320 MB as
/// float64, but two.
int64_t num_fitted_rows(int64_t most, int64_t num_features);

/// Coordinates of `rows` (N, features) along the directions, (N, components) float64 on the CPU.
at::Tensor project(const PrincipalComponents& components, const at::Tensor& rows);
/// The rows (N, features) that have these coordinates and no others.
at::Tensor unproject(const PrincipalComponents& components, const at::Tensor& coordinates);

}  // namespace tandem
