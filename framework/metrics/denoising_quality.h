// How well a model restores images.
#pragma once

#include "framework/metrics/objective_evaluation.h"

namespace tandem {

/// Whether the model is trained on corrupted copies of images, and gives them back restored.
bool denoises(const GenerativeModel& model);

/// `<split>/corrupted_input_mse` and `<split>/clean_input_mse` of a model that denoises: the mean
/// squared error per pixel of what it makes of corrupted copies and of the images themselves,
/// against the images. Nothing of others. The model is in evaluation mode. Collective.
NamedValues evaluate_denoising(GenerativeModel& model, const DataSources& data,
                               const EvaluationSettings& settings, Communicator& communicator);

}  // namespace tandem
