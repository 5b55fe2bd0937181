#include "framework/nn/maxout.h"

#include <torch/torch.h>

namespace tandem {

MaxoutImpl::MaxoutImpl(int64_t pieces) : pieces_(pieces) {}

at::Tensor MaxoutImpl::forward(const at::Tensor& inputs) {
  return std::get<0>(inputs.unflatten(1, {-1, pieces_}).max(2));
}

}  // namespace tandem
