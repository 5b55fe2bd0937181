// What every communicator asks of the tensors that it is given.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <initializer_list>

namespace tandem {

/// Throws Error (a fault of the program) unless `tensor` is contiguous, on `device`, and of one of
/// `types` (empty: any).
void check_tensor(const at::Tensor& tensor, at::Device device,
                  std::initializer_list<at::ScalarType> types, const char* call);

}  // namespace tandem
