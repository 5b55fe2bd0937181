#include "framework/nn/layers/virtual_batch_norm.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace tandem {
namespace {

constexpr int64_t kReference = 5;

/// The rows of `group` normalised per feature by the statistics of all of them.
at::Tensor normalized(const at::Tensor& group) {
  return at::batch_norm(group, {}, {}, {}, {}, /*training=*/true, 0.1, 1e-5, false);
}

/// The definition, row by row.
at::Tensor by_definition(const at::Tensor& activations) {
  const at::Tensor reference = activations.narrow(0, 0, kReference);
  std::vector<at::Tensor> rows = {normalized(reference)};
  for (int64_t i = kReference; i < activations.size(0); ++i) {
    rows.push_back(
        normalized(at::cat({reference, activations.narrow(0, i, 1)})).narrow(0, kReference, 1));
  }
  return at::cat(rows);
}

class VirtualBatchNormTest : public testing::TestWithParam<std::vector<int64_t>> {
 protected:
  VirtualBatchNormTest() {
    torch::manual_seed(1);
    std::vector<int64_t> shape = GetParam();
    input_ = (at::randn(shape) * 2 + 1).requires_grad_(true);
    const torch::NoGradGuard no_gradients;
    norm_->weight.normal_(1, 0.5);
    norm_->bias.normal_();
  }

  at::Tensor input_;
  VirtualBatchNorm norm_{3, kReference};
};

TEST_P(VirtualBatchNormTest, NormalisesEachRowByTheReferenceAndItself) {
  std::vector<int64_t> shape(GetParam().size(), 1);
  shape[1] = 3;
  const at::Tensor output = norm_->forward(input_);
  const at::Tensor expected =
      by_definition(input_) * norm_->weight.view(shape) + norm_->bias.view(shape);
  EXPECT_TRUE(at::allclose(output, expected, 1e-5, 1e-5));
  const at::Tensor weights = at::randn_like(output);
  const std::vector<at::Tensor> inputs = {input_, norm_->weight, norm_->bias};
  const auto got = torch::autograd::grad({(output * weights).sum()}, inputs);
  const auto right = torch::autograd::grad({(expected * weights).sum()}, inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_TRUE(at::allclose(got[i], right[i], 1e-4, 1e-5)) << i;
  }
}

TEST_P(VirtualBatchNormTest, ARowDoesNotDependOnTheOthers) {
  const at::Tensor output = norm_->forward(input_);
  at::Tensor changed = input_.detach().clone();
  changed.narrow(0, kReference + 1, 2).add_(7);
  const at::Tensor again = norm_->forward(changed);
  EXPECT_TRUE(at::equal(output.narrow(0, 0, kReference + 1), again.narrow(0, 0, kReference + 1)));
  EXPECT_FALSE(at::allclose(output[kReference + 1], again[kReference + 1]));
}

INSTANTIATE_TEST_SUITE_P(Shapes, VirtualBatchNormTest,
                         testing::Values(std::vector<int64_t>{kReference + 3, 3},
                                         std::vector<int64_t>{kReference + 3, 3, 4, 2}));

TEST(VirtualBatchNorm, RowsComeBackWithoutTheirReference) {
  const at::Tensor reference = at::rand({2, 3});
  const at::Tensor rows = at::rand({4, 3});
  int64_t seen = 0;
  const auto network = [&](const at::Tensor& input) {
    seen = input.size(0);
    return input * 2;
  };
  EXPECT_TRUE(at::equal(with_reference(reference, rows, network), rows * 2));
  EXPECT_EQ(seen, 6);
  EXPECT_TRUE(at::equal(with_reference({}, rows, network), rows * 2));
  EXPECT_EQ(seen, 4);
}

}  // namespace
}  // namespace tandem
