// Whether generated rows are copies of those that a model was trained on.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace tandem {

/// The share of rows that lie farther from their nearest training row than that one lies from its
/// own nearest neighbour (Alaa et al., "How faithful is your synthetic data?", 2022). Half is no
/// baseline: compare with that of real rows that were not trained on. `nearest` (N): distances to
/// that training row, `own` (N): its own.
double authentic_share(const at::Tensor& nearest, const at::Tensor& own);

/// z of the number of pairs in which the first value is the larger one, ties counting half: below 0
/// where the first ones are smaller (Mann and Whitney, "On a test of whether one of two random
/// variables is stochastically larger than the other", 1947). `first` and `second` (N), (M).
double mann_whitney_z(const at::Tensor& first, const at::Tensor& second);

/// Rows and how far each lies from the training rows.
struct DistancesToTraining {
  at::Tensor cells;      // (N) int64, in which of `num_cells` it lies
  at::Tensor distances;  // (N)
};

/// The z of generated against real rows that were not trained on, averaged over cells by the shares
/// of these; far below 0: copies. Cells with fewer than 20 generated rows or no real ones are left
/// out; nothing where none is left (Meehan, Chaudhuri and Dasgupta, "A non-parametric test to
/// detect data-copying in generative models", 2020).
std::optional<double> copying_z(const DistancesToTraining& generated,
                                const DistancesToTraining& unseen, int64_t num_cells);

}  // namespace tandem
