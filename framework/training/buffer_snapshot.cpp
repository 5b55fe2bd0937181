#include "framework/training/buffer_snapshot.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

namespace tandem {
namespace {

/// One call for all of them: a network with batch norm has an integer per layer.
void copy_all(at::TensorList from, at::TensorList to) {
  if (!from.empty()) at::_foreach_copy_(to, from);
}

}  // namespace

BufferSnapshot::BufferSnapshot(FlatParameters& parameters)
    : parameters_(parameters), floating_(at::empty_like(parameters.buffers())) {
  for (const at::Tensor& buffer : parameters.integer_buffers()) {
    integers_.push_back(at::empty_like(buffer));
  }
}

void BufferSnapshot::take() {
  const torch::NoGradGuard no_grad;
  if (floating_.numel() > 0) floating_.copy_(parameters_.buffers());
  copy_all(parameters_.integer_buffers(), integers_);
}

void BufferSnapshot::restore() const {
  const torch::NoGradGuard no_grad;
  if (floating_.numel() > 0) parameters_.buffers().copy_(floating_);
  copy_all(integers_, parameters_.integer_buffers());
}

void BufferSnapshot::replace(const at::Tensor& values, const at::Tensor& not_finite) const {
  if (floating_.numel() == 0) return;
  // Chosen on the device: the host does not know yet whether the values are finite.
  at::where_out(parameters_.buffers(), not_finite.to(at::kBool), floating_, values);
}

}  // namespace tandem
