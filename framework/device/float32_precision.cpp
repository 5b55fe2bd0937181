#include "framework/device/float32_precision.h"

#include <ATen/Context.h>

namespace tandem {

void set_float32_precision(Float32Precision precision) {
  const bool rounds = precision == Float32Precision::kTf32;
  const auto backend_precision = rounds ? at::Float32Precision::TF32 : at::Float32Precision::IEEE;
  at::Context& context = at::globalContext();
  // LibTorch keeps two records of this, asks now one and now the other, and throws in the middle of
  // an operation when they differ; the older calls come first because they write both.
  context.setAllowTF32CuBLAS(rounds);
  context.setAllowTF32CuDNN(rounds);
  for (const auto operation : {at::Float32Op::CONV, at::Float32Op::RNN, at::Float32Op::MATMUL}) {
    context.setFloat32Precision(at::Float32Backend::CUDA, operation, backend_precision);
  }
}

}  // namespace tandem
