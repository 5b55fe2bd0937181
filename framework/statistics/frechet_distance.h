// How far two sets of features lie apart.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// float64, on the CPU.
struct Gaussian {
  at::Tensor mean;        // (features)
  at::Tensor covariance;  // (features, features)
};

/// The mean and the unbiased covariance of `rows` (N, features), N at least 2.
Gaussian fit_gaussian(const at::Tensor& rows);

/// The squared Fréchet distance, |m1 − m2|² + tr(C1 + C2 − 2 (C1 C2)^½) (Dowson and Landau, "The
/// Fréchet distance between multivariate normal distributions", 1982; of features of images: Heusel
/// et al., "GANs trained by a two time-scale update rule", 2017). NaN when one is not finite.
double frechet_distance(const Gaussian& first, const Gaussian& second);

}  // namespace tandem
