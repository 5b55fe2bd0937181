// How well a model tells the classes of a split apart. Called by evaluate_model.
#pragma once

#include "framework/metrics/objective_evaluation.h"

namespace tandem {

/// Where the split has labels of the family's images: `<split>/classification_error` of Classifies,
/// the fraction of images given another label; `<split>/cluster_error` of Clusters, the fraction in
/// another group than that of their class after the best one-to-one matching of groups and classes
/// on the split itself (groups left over count as errors). The model is in evaluation mode.
/// Collective.
NamedValues evaluate_classes(GenerativeModel& model, const DataSources& data,
                             const EvaluationSettings& settings, Communicator& communicator);

}  // namespace tandem
