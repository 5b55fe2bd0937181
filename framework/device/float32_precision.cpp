#include "framework/device/float32_precision.h"

#include <ATen/Context.h>

#include "framework/core/choice.h"

namespace tandem {
namespace {

constexpr Choice<at::Float32Precision> kPrecisions[] = {{"float32", at::Float32Precision::IEEE},
                                                        {"tf32", at::Float32Precision::TF32}};

}  // namespace

std::vector<std::string> float32_precisions() { return names_of(kPrecisions); }

void set_float32_precision(const std::string& name) {
  const at::Float32Precision precision = chosen(kPrecisions, name);
  const bool rounds = precision == at::Float32Precision::TF32;
  at::Context& context = at::globalContext();
  // LibTorch keeps two records of this, asks now one and now the other, and throws in the middle of
  // an operation when they differ; the older calls come first because they write both.
  context.setAllowTF32CuBLAS(rounds);
  context.setAllowTF32CuDNN(rounds);
  for (const auto operation : {at::Float32Op::CONV, at::Float32Op::RNN, at::Float32Op::MATMUL}) {
    context.setFloat32Precision(at::Float32Backend::CUDA, operation, precision);
  }
}

}  // namespace tandem
