#include "framework/nn/layers/invertible_norm.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "tests/support/bijections.h"

namespace tandem {
namespace {

/// Two channels, with means and deviations of their own.
at::Tensor images_of(int64_t count) {
  const auto number = [](double first, double second) {
    return at::tensor({first, second}, at::kDouble).view({1, 2, 1, 1});
  };
  return at::randn({count, 2, 3, 3}, at::kDouble) * number(0.5, 4.0) + number(-2.0, 7.0);
}

class InvertibleNormTest : public testing::TestWithParam<std::string> {
 protected:
  InvertibleNormTest() : named_(make_invertible_norm(GetParam(), 2)) {
    torch::manual_seed(1);
    named_.module->to(at::kDouble);
  }

  /// Weights, or running statistics, other than those of the start.
  void disturb_all() {
    disturb(*named_.module, 0.5);
    const torch::NoGradGuard no_gradients;
    for (at::Tensor& buffer : named_.module->buffers()) buffer.add_(at::rand_like(buffer));
  }

  NamedNorm named_;
};

TEST_P(InvertibleNormTest, StartsAsTheIdentityInEvaluation) {
  named_.module->eval();
  const at::Tensor input = images_of(4);
  const Transformed output = named_.norm->normalize(input);
  EXPECT_TRUE(at::allclose(output.values, input, 1e-5, 1e-5));
  EXPECT_NEAR(output.log_determinant.item<double>(), 0.0, 1e-3);
}

TEST_P(InvertibleNormTest, TheInverseBringsTheImagesBack) {
  named_.module->eval();
  disturb_all();
  const at::Tensor input = images_of(4);
  const at::Tensor output = named_.norm->normalize(input).values;
  EXPECT_FALSE(at::allclose(output, input, 0.1, 0.1));
  EXPECT_LT((named_.norm->inverse(output) - input).abs().max().item<double>(), 1e-10);
}

TEST_P(InvertibleNormTest, TheLogDeterminantIsThatOfTheJacobian) {
  named_.module->eval();
  disturb_all();
  const at::Tensor input = images_of(1);
  const at::Tensor right = log_determinant_of(
      [&](const at::Tensor& images) { return named_.norm->normalize(images).values; }, input);
  EXPECT_NEAR(named_.norm->normalize(input).log_determinant.item<double>(), right.item<double>(),
              1e-9);
}

TEST_P(InvertibleNormTest, AfterTheStartTrainingSeesMeanZeroAndDeviationOne) {
  const at::Tensor input = images_of(200);
  named_.norm->initialize(input);
  const at::Tensor output = named_.norm->normalize(input).values;
  EXPECT_LT(output.mean({0, 2, 3}).abs().max().item<double>(), 1e-6);
  EXPECT_LT((output.std({0, 2, 3}) - 1.0).abs().max().item<double>(), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Names, InvertibleNormTest, testing::ValuesIn(invertible_norm_names()));

TEST(InvertibleBatchNorm, TrainingIsEvaluationWithTheStatisticsOfTheMicroBatch) {
  torch::manual_seed(1);
  InvertibleBatchNorm norm(2);
  norm.to(at::kDouble);
  const at::Tensor input = images_of(6);
  const Transformed trained = norm.normalize(input);
  const auto [variance, mean] =
      at::var_mean(input, at::IntArrayRef({0, 2, 3}), at::Scalar(0), /*keepdim=*/true);
  const torch::NoGradGuard no_gradients;
  at::Tensor running_mean = norm.named_buffers()["running_mean"];
  at::Tensor running_variance = norm.named_buffers()["running_variance"];
  EXPECT_TRUE(at::allclose(running_mean, mean[0] * 0.1));
  EXPECT_TRUE(at::allclose(running_variance, variance[0] * 0.1 + 0.9));
  running_mean.copy_(mean[0]);
  running_variance.copy_(variance[0]);
  norm.eval();
  const Transformed evaluated = norm.normalize(input);
  EXPECT_TRUE(at::allclose(trained.values, evaluated.values));
  EXPECT_TRUE(at::allclose(trained.log_determinant, evaluated.log_determinant));
}

TEST(InvertibleNorm, RefusesAnUnknownName) {
  EXPECT_THROW(make_invertible_norm("layer_norm", 2), Error);
}

}  // namespace
}  // namespace tandem
