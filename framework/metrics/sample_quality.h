// What a judge says of images that a model generates. Called by evaluate_model.
#pragma once

#include "framework/metrics/judge.h"
#include "framework/metrics/objective_evaluation.h"

namespace tandem {

/// Of plan.num_samples images from latents that follow from (seed, step), computed in chunks of
/// fixed size:
/// - `<split>/classifier_fid`: squared Fréchet distance between Gaussians fitted to the judge's
///   features of these and of all images of the split; `…/classifier_fid_samples`: how many. It
///   falls as that number grows: compare equal ones only. `…/classifier_fid_floor`: the distance
///   of as many real images, the first of the split `valid`, else of `test`, else of `train`, from
///   those of the split: no generator can be told from the data below it. Absent where no other
///   split has as many; of `train` it is higher for a judge that was trained on it.
/// - `…/class_entropy`: entropy of the histogram of the judge's labels, in nats; `…/classes_found`:
///   classes with at least one image; `…/mean_confidence`: mean probability of these labels.
/// - where the data has the judge's classes, for each condition with as many categories,
/// `…/<condition>_error`:
///   the fraction of as many images again, the categories asked for in turn, that the judge labels
///   otherwise; `…/<condition>_error_matched`: after the best one-to-one matching of categories and
///   classes, which nothing fixes where a model found its categories by itself.
/// Nothing without a judge or for a family without Generates. The model is in evaluation mode.
/// Collective.
NamedValues evaluate_samples(GenerativeModel& model, const DataSources& data,
                             const EvaluationPlan& plan, Communicator& communicator);

}  // namespace tandem
