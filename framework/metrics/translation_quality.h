// How well a model translates the images of a split. Called by evaluate_model.
#pragma once

#include "framework/metrics/judge.h"
#include "framework/metrics/objective_evaluation.h"

namespace tandem {

/// For every translation of a family with TranslatesImages, means over the split, pixels in [0, 1]:
/// - paired: `<split>/<name>/l1`, absolute difference to the target; `…/gradient_magnitude` of the
///   results and `…/target_gradient_magnitude`: how sharp both are;
/// - unpaired, with a way back: `…/cycle_l1`, absolute difference to the input after both ways;
/// - with a judge of images of the output's shape and labels of its classes for the input:
/// `…/judged_error`, the
///   fraction of results that the judge gives another label than the input has;
///   `…/judged_error_matched`, after the best one-to-one matching of labels; and
///   `…/classes_permuted`, 1 when that is better than none: classes were translated into others.
/// The model is in evaluation mode. Collective.
NamedValues evaluate_translations(GenerativeModel& model, const DataSources& data,
                                  const EvaluationPlan& plan, Communicator& communicator);

/// The mean over pixels and channels of √(dx² + dy²), d being differences of neighbours, of images
/// (N, C, H, W), at least 2 × 2: (N).
at::Tensor gradient_magnitude(const at::Tensor& images);

}  // namespace tandem
