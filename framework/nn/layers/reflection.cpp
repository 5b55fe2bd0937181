#include "framework/nn/layers/reflection.h"

#include <ATen/ATen.h>

namespace tandem {
namespace {

at::Tensor padded_along(const at::Tensor& images, int64_t dimension, int64_t before,
                        int64_t after) {
  // From the second pixel on: the one at the edge is the mirror.
  const at::Tensor front = images.narrow(dimension, 1, before).flip(dimension);
  const at::Tensor back =
      images.narrow(dimension, images.size(dimension) - 1 - after, after).flip(dimension);
  return at::cat({front, images, back}, dimension);
}

}  // namespace

at::Tensor reflection_padded(const at::Tensor& images, const Margins& margins) {
  if (margins.empty()) return images;
  if (images.is_cuda()) return reflection_padded_by_slices(images, margins);
  return at::reflection_pad2d(images, {margins.left, margins.right, margins.top, margins.bottom});
}

at::Tensor reflection_padded_by_slices(const at::Tensor& images, const Margins& margins) {
  const at::Tensor wide = padded_along(images, 3, margins.left, margins.right);
  return padded_along(wide, 2, margins.top, margins.bottom);
}

at::Tensor ReflectionPaddingImpl::forward(const at::Tensor& images) {
  const bool as_they_are = images.is_cuda() || cpu_format_ == at::MemoryFormat::Preserve;
  return reflection_padded(as_they_are ? images : images.contiguous(cpu_format_), margins_);
}

}  // namespace tandem
