#include "framework/nn/layers/differentiable_augmentation.h"

#include <ATen/ATen.h>

#include <cmath>

#include "framework/core/choice.h"

namespace tandem {
namespace {

constexpr double kShift = 0.125;  // largest, in sides
constexpr double kWindow = 0.5;   // in sides

int64_t pixels(int64_t side, double fraction) {
  return std::lround(static_cast<double>(side) * fraction);
}

/// One number in [0, 1) for each image.
at::Tensor uniform_like(const at::Tensor& images) {
  return at::rand({images.size(0), 1, 1, 1}, images.options());
}

/// One whole number from `lowest` to `highest` for each image, (N, 1, 1).
at::Tensor whole_like(const at::Tensor& images, int64_t lowest, int64_t highest) {
  return at::randint(lowest, highest + 1, {images.size(0), 1, 1},
                     images.options().dtype(at::kLong));
}

at::Tensor colored(const at::Tensor& original) {
  // Brightness, then saturation about the grey of each pixel, then contrast about the image's mean.
  at::Tensor images = original + (uniform_like(original) - 0.5);
  const at::Tensor grey = images.mean(1, /*keepdim=*/true);
  images = (images - grey) * (uniform_like(images) * 2) + grey;
  const at::Tensor mean = images.mean({1, 2, 3}, /*keepdim=*/true);
  return (images - mean) * (uniform_like(images) + 0.5) + mean;
}

/// (N, 1, size, size): times a column, its pixels moved by one number per image, 0 moved in. A
/// product and not an index, whose gradient would be a scattered sum.
at::Tensor moving_matrix(const at::Tensor& images, int64_t size) {
  const int64_t largest = pixels(size, kShift);
  const at::Tensor offset = whole_like(images, -largest, largest);
  const at::Tensor position = at::arange(size, offset.options());
  // Row i has its 1 at i + offset; one whose place lies outside has none, and takes in 0.
  return (position == position.unsqueeze(1) + offset).unsqueeze(1).to(images.scalar_type());
}

at::Tensor translated(const at::Tensor& images) {
  const at::Tensor rows = moving_matrix(images, images.size(2));
  const at::Tensor columns = moving_matrix(images, images.size(3));
  return rows.matmul(images).matmul(columns.transpose(2, 3));
}

/// (N, size): whether a position lies within a window about one centre per image.
at::Tensor within_window(const at::Tensor& images, int64_t size) {
  const int64_t window = pixels(size, kWindow);
  // A window of even width has its centre between two pixels: one place more.
  const at::Tensor centre = whole_like(images, 0, size - window % 2).view({-1, 1});
  const at::Tensor distance = at::arange(size, centre.options()) - (centre - window / 2);
  return at::logical_and(distance >= 0, distance < window);
}

at::Tensor cut(const at::Tensor& images) {
  const at::Tensor rows = within_window(images, images.size(2));
  const at::Tensor columns = within_window(images, images.size(3));
  return images.masked_fill(at::logical_and(rows.unsqueeze(2), columns.unsqueeze(1)).unsqueeze(1),
                            0.0);
}

constexpr Choice<at::Tensor (*)(const at::Tensor&)> kPolicies[] = {
    {"color", colored}, {"translation", translated}, {"cutout", cut}};

}  // namespace

std::vector<std::string> differentiable_augmentation_names() { return names_of(kPolicies); }

at::Tensor differentiably_augmented(at::Tensor images, const std::vector<std::string>& policies) {
  for (const std::string& policy : policies) images = chosen(kPolicies, policy)(images);
  return images;
}

}  // namespace tandem
