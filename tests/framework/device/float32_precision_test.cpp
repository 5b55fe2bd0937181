#include "framework/device/float32_precision.h"

#include <ATen/Context.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

/// What the operations ask of LibTorch; asking throws where its records contradict each other.
void expect_rounding(bool expected) {
  const at::Context& context = at::globalContext();
  const auto precision = expected ? at::Float32Precision::TF32 : at::Float32Precision::IEEE;
  EXPECT_EQ(context.allowTF32CuBLAS(), expected);
  EXPECT_EQ(context.allowTF32CuDNN(), expected);
  EXPECT_EQ(context.allowTF32CuDNN(at::Float32Op::CONV), expected);
  for (const auto operation : {at::Float32Op::CONV, at::Float32Op::RNN, at::Float32Op::MATMUL}) {
    EXPECT_EQ(context.float32Precision(at::Float32Backend::CUDA, operation), precision);
  }
}

TEST(Float32Precision, IsExactUnlessTheOptionSaysOtherwise) {
  set_float32_precision(Float32Precision::kIeee);
  expect_rounding(false);
  set_float32_precision(Float32Precision::kTf32);
  expect_rounding(true);
  set_float32_precision(Float32Precision::kIeee);
  expect_rounding(false);
}

TEST(Float32Precision, DoesNotTouchTheCpu) {
  const auto before =
      at::globalContext().float32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL);
  set_float32_precision(Float32Precision::kTf32);
  EXPECT_EQ(at::globalContext().float32Precision(at::Float32Backend::MKLDNN, at::Float32Op::MATMUL),
            before);
  set_float32_precision(Float32Precision::kIeee);
}

}  // namespace
}  // namespace tandem
