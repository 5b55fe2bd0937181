// Images as sums of waves.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// The mean power |FFT|² of images (N, C, H, W) in rings of equal frequency: (N, rings) float64 on
/// the CPU. Ring r holds the waves with r periods over the shorter side, rounded to the nearest,
/// r = 0 … ⌊side / 2⌋; channels are averaged. White noise of variance σ² has H W σ² everywhere.
at::Tensor ring_powers(const at::Tensor& images);

/// The mean over all rings but the 0th of |Δ log10| between two profiles (rings), each the mean
/// over images of ring_powers (Durall et al., "Watch your up-convolution", 2020, profile such
/// rings; powers are averaged before the logarithm here). Powers below 1e-12 count as that.
double spectrum_distance(const at::Tensor& first, const at::Tensor& second);

/// The orthonormal discrete cosine transform (type II) over height and width of images (N, C, H,
/// W): the same shape, float64 on the CPU. It keeps the sum of squares (Ahmed, Natarajan and Rao,
/// "Discrete cosine transform", 1974).
at::Tensor cosine_transform(const at::Tensor& images);

}  // namespace tandem
