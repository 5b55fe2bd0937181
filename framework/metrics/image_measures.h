// Measures of single images.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/metrics/metric.h"
#include "framework/model/pixel_range.h"

namespace tandem {

/// Images in [0, 1].
at::Tensor to_unit(const at::Tensor& images, PixelRange range);

/// Mean over pixels and channels of the absolute difference of images (N, C, H, W): (N).
at::Tensor absolute_difference(const at::Tensor& first, const at::Tensor& second);

/// The mean over pixels and channels of √(dx² + dy²), d being differences of neighbours, of images
/// (N, C, H, W), at least 2 × 2: (N).
at::Tensor gradient_magnitude(const at::Tensor& images);

/// The mean of each column of a metric, one value for each.
Measured column_means(const Measuring& measuring);

}  // namespace tandem
