// How probable a model holds the images of a split.
#pragma once

#include <cstdint>
#include <string>

#include "framework/metrics/objective_evaluation.h"

namespace tandem {

/// Values, and a sentence that says what they are.
struct LikelihoodEvaluation {
  NamedValues values;
  std::string meaning;
};

/// Means over the split in nats per image, named after what the family's likelihoods are:
/// - probabilities of images of integer levels: `<split>/negative_log_likelihood`, the same as
///   `<split>/bits_per_dimension`, and the number of levels as `<split>/likelihood_levels`;
/// - densities over [0, 1]: `<split>/negative_log_density`, which is no number of bits;
/// - of pixels between the levels that the family takes as means of them:
///   `<split>/expected_cross_entropy_bound`, at least the expected negative log-likelihood of
///   images that are drawn with these means.
/// Families with EstimatesLikelihood use `num_samples` draws per image. Those with
/// EstimatesPartition use as many, at least 2, for the whole split, fitted to the mean of the
/// split `train`; in addition `<split>/log_partition` and `<split>/log_partition_standard_error`.
/// Throws ConfigError for a family that has neither. The model is in evaluation mode. Collective.
LikelihoodEvaluation evaluate_likelihood(GenerativeModel& model, const DataSources& data,
                                         const EvaluationSettings& settings, int64_t num_samples,
                                         Communicator& communicator);

}  // namespace tandem
