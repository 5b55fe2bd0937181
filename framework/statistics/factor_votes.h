// Whether rows that share one factor can be told by their codes.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// Codes (N, latents) and factors (N, factors), whole numbers from 0, of the same rows.
struct FactorCodes {
  at::Tensor codes;
  at::Tensor factors;
};

struct VoteOptions {
  uint64_t seed = 0;
  int64_t num_train = 10000;  // votes that a classifier learns from
  int64_t num_test = 5000;    // votes that it is tried on
  int64_t group_size = 64;    // pairs, or rows, of a vote
};

/// How often a logistic regression tells which factor the two rows of a pair share, from the mean
/// over pairs of the absolute difference of their codes (Higgins et al., "Learning basic visual
/// concepts with a constrained variational framework", 2017). Chance is 1 / factors. Rows are drawn
/// from the given ones that have an equal value of the factor.
double betavae_score(const FactorCodes& rows, const VoteOptions& options);

/// How often the latent that varies least among rows that share a factor tells which it is, each
/// latent standing for the factor that it most often goes with; variances are divided by those over
/// all rows, and latents with a deviation below 0.05 have no vote (Kim and Mnih, "Disentangling by
/// factorising", 2018). 0 where no latent has one.
double factorvae_score(const FactorCodes& rows, const VoteOptions& options);

}  // namespace tandem
