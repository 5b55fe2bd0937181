// A map of rows on which neighbours stay neighbours.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// How likely each pair of rows (N, features) is to be neighbours, (N, N) float64, symmetric, sum
/// 1: Gaussians around every row, as wide as the perplexity asks. At most 5000 rows.
at::Tensor neighbour_probabilities(const at::Tensor& rows, double perplexity);

/// Of the divergence below with probabilities times `exaggeration`, by `positions` (N, 2).
at::Tensor map_gradient(const at::Tensor& probabilities, const at::Tensor& positions,
                        double exaggeration = 1.0);

/// How far the neighbours on the map are from those of the rows, in nats.
double map_divergence(const at::Tensor& probabilities, const at::Tensor& positions);

/// Positions (N, 2) float64 of rows (N, features) by t-SNE, exact (van der Maaten and Hinton,
/// "Visualizing data using t-SNE", 2008) with the schedule of scikit-learn: 1000 steps, 250 of them
/// exaggerated 12 times. The perplexity is 30, or a third of the other rows where there are few.
/// `start` (N, 2), such as the first two principal components, is scaled to a deviation of 1e-4 of
/// its first column.
at::Tensor t_sne(const at::Tensor& rows, const at::Tensor& start);

}  // namespace tandem
