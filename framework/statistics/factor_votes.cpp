#include "framework/statistics/factor_votes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <vector>

#include "framework/core/seed.h"
#include "framework/statistics/linear_probe.h"
#include "framework/statistics/matching.h"

namespace tandem {
namespace {

constexpr double kLeastDeviation = 0.05;
// Votes whose codes are gathered at once, which bounds the memory that they take.
constexpr int64_t kVotesAtOnce = 500;

/// The rows that have each value of each factor.
class RowsByFactor {
 public:
  explicit RowsByFactor(const at::Tensor& factors)
      : values_(factors.to(at::kCPU, at::kLong).contiguous()), rows_(values_.size(1)) {
    for (int64_t row = 0; row < values_.size(0); ++row) {
      for (int64_t factor = 0; factor < values_.size(1); ++factor) {
        rows_[factor][value(row, factor)].push_back(row);
      }
    }
  }

  /// Rows drawn from those that have the value of `factor` that `row` has.
  void draw_alike(int64_t row, int64_t factor, int64_t count, RandomSequence& random,
                  std::vector<int64_t>& drawn) const {
    const std::vector<int64_t>& alike = rows_[factor].at(value(row, factor));
    for (int64_t i = 0; i < count; ++i) drawn.push_back(alike[random.below(alike.size())]);
  }

 private:
  int64_t value(int64_t row, int64_t factor) const {
    return values_.const_data_ptr<int64_t>()[row * values_.size(1) + factor];
  }

  at::Tensor values_;
  std::vector<std::map<int64_t, std::vector<int64_t>>> rows_;
};

/// Draws the rows of one vote about a factor.
using DrawnRows = std::function<void(int64_t factor, std::vector<int64_t>& drawn)>;
/// Of codes (votes, rows of a vote, latents), one row each.
using VoteFeatures = std::function<at::Tensor(const at::Tensor& codes)>;

/// Votes about factors drawn at random, and these factors.
LabelledFeatures cast_votes(const FactorCodes& rows, int64_t num_votes, RandomSequence& random,
                            const DrawnRows& draw, const VoteFeatures& features) {
  const at::Tensor codes = rows.codes.to(at::kCPU, at::kDouble);
  const auto num_factors = static_cast<uint64_t>(rows.factors.size(1));
  std::vector<int64_t> factors;
  std::vector<at::Tensor> votes;
  for (int64_t begin = 0; begin < num_votes; begin += kVotesAtOnce) {
    const int64_t count = std::min(kVotesAtOnce, num_votes - begin);
    // A factor, then the rows of its vote: the order of the draws is part of every score.
    std::vector<int64_t> drawn;
    for (int64_t vote = 0; vote < count; ++vote) {
      factors.push_back(static_cast<int64_t>(random.below(num_factors)));
      draw(factors.back(), drawn);
    }
    const at::Tensor chosen = codes.index_select(0, at::tensor(drawn, at::kLong));
    votes.push_back(features(chosen.view({count, -1, codes.size(1)})));
  }
  return {.rows = at::cat(votes), .labels = at::tensor(factors, at::kLong)};
}

uint64_t random_row(RandomSequence& random, const FactorCodes& rows) {
  return random.below(static_cast<uint64_t>(rows.codes.size(0)));
}

}  // namespace

double betavae_score(const FactorCodes& rows, const VoteOptions& options) {
  const RowsByFactor by_factor(rows.factors);
  RandomSequence random(options.seed);
  const auto draw = [&](int64_t factor, std::vector<int64_t>& drawn) {
    for (int64_t pair = 0; pair < options.group_size; ++pair) {
      const auto row = static_cast<int64_t>(random_row(random, rows));
      drawn.push_back(row);
      by_factor.draw_alike(row, factor, 1, random, drawn);
    }
  };
  const auto features = [](const at::Tensor& codes) {
    // The two rows of a pair were drawn one after the other.
    const at::Tensor pairs = codes.view({codes.size(0), -1, 2, codes.size(2)});
    return (pairs.select(2, 0) - pairs.select(2, 1)).abs().mean(1);
  };
  const LabelledFeatures train = cast_votes(rows, options.num_train, random, draw, features);
  const LabelledFeatures test = cast_votes(rows, options.num_test, random, draw, features);
  const LinearClassifier classifier = fit_logistic_regression(
      train, {.num_classes = rows.factors.size(1), .limits = {.tolerance = 1e-8}});
  return 1 - classification_error(classifier, test);
}

double factorvae_score(const FactorCodes& rows, const VoteOptions& options) {
  const at::Tensor variances = rows.codes.to(at::kCPU, at::kDouble).var(0, /*unbiased=*/true);
  const at::Tensor has_vote = variances >= kLeastDeviation * kLeastDeviation;
  if (!has_vote.any().item<bool>()) return 0.0;
  const RowsByFactor by_factor(rows.factors);
  RandomSequence random(options.seed);
  const auto draw = [&](int64_t factor, std::vector<int64_t>& drawn) {
    const auto row = static_cast<int64_t>(random_row(random, rows));
    by_factor.draw_alike(row, factor, options.group_size, random, drawn);
  };
  const auto least_varying = [&](const at::Tensor& codes) {
    // Those of a constant latent are NaN, and must not be the least.
    const at::Tensor shares = codes.var(1, /*unbiased=*/true) / variances;
    return shares.masked_fill(~has_vote, INFINITY).argmin(1);
  };
  const LabelledFeatures train = cast_votes(rows, options.num_train, random, draw, least_varying);
  const LabelledFeatures test = cast_votes(rows, options.num_test, random, draw, least_varying);
  // A latent that never varied least has no factor: its votes are wrong.
  const at::Tensor counts = count_pairs(train.rows, train.labels);
  const at::Tensor factor_of = counts.argmax(1).masked_fill(counts.sum(1) == 0, /*no factor*/ -1);
  // Latents beyond the last one that won in training have no row in the table.
  const at::Tensor known = test.rows.clamp_max(factor_of.size(0) - 1);
  const at::Tensor is_right = factor_of.index_select(0, known) == test.labels;
  return is_right.logical_and(test.rows == known).to(at::kDouble).mean().item<double>();
}

}  // namespace tandem
