// Whether single latents stand for single factors: scores of tables that say how much each latent
// (row) has to do with each factor (column), (latents, factors) float64.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// The mean over factors of the two largest entries of a column apart, each divided by the entropy
/// of its factor (factors), which is above 0: 1 where every factor has a latent of its own that
/// tells it (Chen et al., "Isolating sources of disentanglement", 2018).
double mutual_information_gap(const at::Tensor& information, const at::Tensor& entropies);

/// The mean over factors of the two largest entries of a column apart (Kumar et al., "Variational
/// inference of disentangled latent concepts", 2018, of attribute_scores).
double attribute_gap(const at::Tensor& scores);

/// How well each latent alone predicts each factor of `factors` (N, factors), as varying_factors
/// numbers them: of a factor of at most four values, which are taken for classes, the balanced
/// accuracy of a logistic regression on the scaled latent; of others the squared correlation.
at::Tensor attribute_scores(const at::Tensor& codes, const at::Tensor& factors);

/// The mean over latents, weighted by their sums of importances, of 1 − the entropy of a latent's
/// importances to base factors: 1 where a latent has to do with one factor only. `completeness`:
/// the same of factors over latents (Eastwood and Williams, "A framework for the quantitative
/// evaluation of disentangled representations", 2018).
double disentanglement(const at::Tensor& importances);
double completeness(const at::Tensor& importances);

}  // namespace tandem
