// How alike two images are, pixel by pixel.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// The structural similarity of pairs of images in [0, 1], (N, C, H, W) each: (N) float64 on the
/// CPU, the mean over channels and over all places where the window lies inside (Wang et al.,
/// "Image quality assessment: from error visibility to structural similarity", 2004). The window is
/// Gaussian, 11 x 11 pixels with deviation 1.5; of images with a shorter side the largest odd one
/// that fits. 1: equal.
at::Tensor structural_similarity(const at::Tensor& first, const at::Tensor& second);

/// 10 log10(1 / mean squared error) in decibels, of the same: (N) float64 on the CPU. At most 100,
/// which equal images have.
at::Tensor peak_signal_to_noise(const at::Tensor& first, const at::Tensor& second);

}  // namespace tandem
