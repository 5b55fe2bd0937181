// The networks by which a run is measured, as `evaluation` of its configuration and the options of
// `evaluate` name them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "framework/metrics/feature_network.h"
#include "framework/metrics/measuring_networks.h"
#include "framework/training/run_configuration.h"

namespace tandem {

inline constexpr const char* kClassifierOption = "evaluation.classifier";

/// What a user names, and the options by which that was done.
struct NamedNetworks {
  std::string features;    // as open_feature_network takes it; empty: the classifier
  std::string classifier;  // a run of a family that classifies; empty: none
  std::string features_option = kFeaturesOption;
  std::string classifier_option = kClassifierOption;
};

/// What is measured by them.
struct MeasuredModel {
  const GenerativeModel& model;
  const DataSources& data;
  const std::vector<std::string>& fields;  // that the model was trained on
  at::Device device;
  std::filesystem::path data_path;  // empty: it has several sources
};

/// The networks, null when none is named. Of a run the newest checkpoint is taken. Where its own
/// data have gone, those of the measured model stand in for them, if they are the same. Throws
/// ConfigError when there is no such network, or one that cannot measure what the model makes, and
/// Error with the exit code of what keeps a run from being loaded; both name the option.
std::unique_ptr<MeasuringNetworks> open_networks(const NamedNetworks& named,
                                                 const MeasuredModel& measured);

/// What a configuration names for its evaluations; throws as open_networks does.
std::unique_ptr<MeasuringNetworks> configured_networks(const RunConfiguration& configuration,
                                                       const GenerativeModel& model,
                                                       const DataSources& data,
                                                       const at::Device& device);

/// What values depend on that were measured by what a configuration names: "features; classifier",
/// the classifier alone where no network is named, nothing behind "; " where no classifier is;
/// empty for null.
std::string networks_identity(const MeasuringNetworks* networks, const EvaluationOptions& options);

}  // namespace tandem
