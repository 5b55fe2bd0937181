#include "framework/nn/layers/maxout.h"

#include <ATen/ATen.h>

namespace tandem {

MaxoutImpl::MaxoutImpl(int64_t pieces) : pieces_(pieces) {}

// The gradient of max itself is a scatter, which sorts its indices where a GPU is to be
// deterministic.
at::Tensor MaxoutImpl::forward(const at::Tensor& inputs) {
  const at::Tensor pieces = inputs.unflatten(1, {-1, pieces_});
  const at::Tensor largest = std::get<1>(pieces.detach().max(2, /*keepdim=*/true));
  const at::Tensor numbers = at::arange(pieces_, largest.options());
  return at::where(numbers.eq(largest), pieces, 0.0).sum(2);
}

}  // namespace tandem
