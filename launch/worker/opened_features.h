// The feature network by which a run is measured: a run of a classifier, as
// `evaluation.classifier` and `evaluate --classifier` name it.
#pragma once

#include <memory>
#include <string>

#include "framework/metrics/data_features.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// The newest checkpoint of a run of a classifier, on the device of the run that is to be measured.
/// Throws ConfigError (evaluation.classifier) when there is no such run or it does not classify.
std::unique_ptr<DataFeatures> open_classifier(const std::string& run, const at::Device& device);

/// What a configuration names for its evaluation, null when it names none. Throws ConfigError, as
/// above and when it cannot measure what the model makes.
std::unique_ptr<DataFeatures> configured_features(const RunConfiguration& configuration,
                                                  const GenerativeModel& model,
                                                  const DataSources& data,
                                                  const at::Device& device);

}  // namespace tandem
