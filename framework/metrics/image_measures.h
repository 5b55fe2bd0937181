// Measures of single images.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "framework/metrics/metric.h"
#include "framework/model/pixel_range.h"

namespace tandem {

/// Images in [0, 1].
at::Tensor to_unit(const at::Tensor& images, PixelRange range);

/// Images (N, C, H, W) in `range`, brought to 8 bits: the same shape in [0, 1], float64.
at::Tensor rounded_unit(const at::Tensor& images, PixelRange range);

/// Of pairs of images (N, C, H, W) in [0, 1]: mean squared and mean absolute difference, peak
/// signal to noise in decibels, structural similarity: (N, 4) float64 on the CPU.
at::Tensor pixel_distances(const at::Tensor& first, const at::Tensor& second);
inline constexpr int64_t kNumPixelDistances = 4;
/// The four as values, called `<prefix>mse` and so on.
std::vector<MetricValue> pixel_distance_values(const std::string& prefix);

/// Mean over pixels and channels of the absolute difference of images (N, C, H, W): (N).
at::Tensor absolute_difference(const at::Tensor& first, const at::Tensor& second);

/// The mean over pixels and channels of √(dx² + dy²), d being differences of neighbours, of images
/// (N, C, H, W), at least 2 × 2: (N).
at::Tensor gradient_magnitude(const at::Tensor& images);

/// The mean of values (N) and its standard error; those that are no numbers are left out.
MeasuredValue mean_with_error(const at::Tensor& values);

/// The mean of each column of a metric, one value for each.
Measured column_means(const Measuring& measuring);

}  // namespace tandem
