// Padding by reflection, with the same bits on every run.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

namespace tandem {

/// Pixels added to each side; less than the side that they are reflected from.
struct Margins {
  int64_t left = 0;
  int64_t right = 0;
  int64_t top = 0;
  int64_t bottom = 0;

  bool empty() const { return left == 0 && right == 0 && top == 0 && bottom == 0; }
};

/// (N, C, H, W) -> (N, C, top + H + bottom, left + W + right), the pixels at the edge not repeated.
at::Tensor reflection_padded(const at::Tensor& images, const Margins& margins);

/// The same, put together from slices: what reflection_padded does on a GPU, where the gradient of
/// LibTorch's own kernel is summed in any order.
at::Tensor reflection_padded_by_slices(const at::Tensor& images, const Margins& margins);

/// The same margin on all sides, as a layer. The result lies in memory as `cpu_format` says, on a
/// GPU as the images do.
class ReflectionPaddingImpl : public torch::nn::Module {
 public:
  explicit ReflectionPaddingImpl(int64_t margin,
                                 at::MemoryFormat cpu_format = at::MemoryFormat::Preserve)
      : margins_{.left = margin, .right = margin, .top = margin, .bottom = margin},
        cpu_format_(cpu_format) {}
  at::Tensor forward(const at::Tensor& images);

 private:
  Margins margins_;
  at::MemoryFormat cpu_format_;
};
TORCH_MODULE(ReflectionPadding);

}  // namespace tandem
