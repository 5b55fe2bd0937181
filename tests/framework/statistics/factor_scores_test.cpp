// Scores of tables whose answer is known.
#include "framework/statistics/factor_scores.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/device/generator_seeding.h"
#include "framework/statistics/mutual_information.h"

namespace tandem {
namespace {

/// All combinations of 3, 40 and 32 values.
at::Tensor factor_grid() {
  const at::Tensor index = at::arange(3 * 40 * 32);
  return at::stack(
      {index.div(40 * 32, "floor"), index.div(32, "floor").remainder(40), index.remainder(32)}, 1);
}

double gap_of(const at::Tensor& codes, const at::Tensor& factors) {
  return mutual_information_gap(mutual_information(equal_width_bins(codes), factors),
                                entropies(factors));
}

TEST(MutualInformationGap, OfFactorsThemselvesIsBoundedByTheBins) {
  const at::Tensor factors = factor_grid();
  // 3 values are told wholly; 40 values by 20 bins, 2 each; 32 by 20 bins, 12 of them 2 values.
  const double of_forty = std::log(20) / std::log(40);
  const double of_thirty_two = 1 - (24.0 / 32) * std::log(2) / std::log(32);
  EXPECT_NEAR(gap_of(factors, factors), (1 + of_forty + of_thirty_two) / 3, 1e-9);
}

TEST(MutualInformationGap, IsZeroOfCopiedAndOfConstantCodes) {
  const at::Tensor factors = factor_grid();
  EXPECT_NEAR(gap_of(at::cat({factors, factors}, 1), factors), 0.0, 1e-12);
  EXPECT_NEAR(gap_of(at::zeros_like(factors), factors), 0.0, 1e-12);
}

TEST(AttributeGap, IsZeroOfCopiedCodesAndOneLessChanceOfTheFactors) {
  const at::Tensor factors = factor_grid();
  const at::Tensor scores = attribute_scores(factors, factors);
  EXPECT_NEAR(scores[1][1].item<double>(), 1.0, 1e-12);
  EXPECT_NEAR(scores[0][1].item<double>(), 0.0, 1e-12);
  EXPECT_NEAR(scores[0][0].item<double>(), 1.0, 1e-12);
  EXPECT_NEAR(scores[1][0].item<double>(), 1.0 / 3, 1e-12);  // the balanced accuracy of chance
  EXPECT_NEAR(attribute_gap(scores), (2.0 / 3 + 1 + 1) / 3, 1e-12);
  EXPECT_NEAR(attribute_gap(attribute_scores(at::cat({factors, factors}, 1), factors)), 0.0, 1e-12);
}

TEST(AttributeScores, AreSquaredCorrelationsOfFactorsWithAnOrder) {
  seed_generators(at::kCPU, 1);
  const at::Tensor factor = at::arange(8).repeat({50}).unsqueeze(1);
  const at::Tensor code = -2 * factor + at::randn({400, 1}, at::kDouble);
  const at::Tensor both = at::cat({code, factor.to(at::kDouble)}, 1).t();
  const double correlation = at::corrcoef(both)[0][1].item<double>();
  EXPECT_NEAR(attribute_scores(code, factor).item<double>(), correlation * correlation, 1e-12);
}

TEST(Disentanglement, IsOneOnADiagonal) {
  const at::Tensor table = at::diag(at::tensor({1.0, 3.0, 0.5}, at::kDouble));
  EXPECT_NEAR(disentanglement(table), 1.0, 1e-8);
  EXPECT_NEAR(completeness(table), 1.0, 1e-8);
}

TEST(Completeness, OfFactorsOnTwoOfTenCodes) {
  at::Tensor table = at::zeros({10, 5}, at::kDouble);
  for (int64_t factor = 0; factor < 5; ++factor) {
    table[2 * factor][factor] = 1.0;
    table[2 * factor + 1][factor] = 1.0;
  }
  EXPECT_NEAR(completeness(table), 1 - std::log(2) / std::log(10), 1e-8);
  EXPECT_NEAR(disentanglement(table), 1.0, 1e-8);
}

TEST(Disentanglement, WeighsLatentsByTheirImportance) {
  // One latent knows one factor; another, three times as important, both alike.
  const at::Tensor table = at::tensor({1.0, 0.0, 1.5, 1.5}, at::kDouble).view({2, 2});
  EXPECT_NEAR(disentanglement(table), 0.25, 1e-8);
  EXPECT_EQ(disentanglement(at::zeros({2, 2}, at::kDouble)), 0.0);
}

}  // namespace
}  // namespace tandem
