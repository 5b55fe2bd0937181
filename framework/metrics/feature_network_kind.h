// A kind of feature network as the program sees it. feature_networks/<stem>.cpp defines
// `FeatureNetworkKind <stem>_features()`.
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "framework/metrics/feature_network.h"
#include "framework/model/pixel_range.h"

namespace tandem {

/// The model of a run, in evaluation mode.
struct OpenedModel {
  GenerativeModel& model;
  PixelRange range = PixelRange::kUnit;
  DataDescription data = {};         // that it was built from
  std::string identity = {};         // of its weights
  std::shared_ptr<void> owner = {};  // of what the model lives on
};

/// What a network is opened from.
struct FeatureNetworkSource {
  std::string name = {};  // of a run or a file, as the kind says
  at::Device device = at::Device("cpu");
  /// Opens a run of this program on a device.
  std::function<OpenedModel(const std::string& run, const at::Device& device)> open_run = {};
};

struct FeatureNetworkKind {
  std::string name;
  std::string sentence;
  /// Throws ConfigError for a source that is no such network.
  std::function<std::unique_ptr<FeatureNetwork>(const FeatureNetworkSource& source)> open;
};

/// The table of all kinds, generated from the files in feature_networks/.
std::vector<FeatureNetworkKind> all_feature_networks();

/// Opens a network of a kind. Throws ConfigError listing those that there are for another.
std::unique_ptr<FeatureNetwork> open_feature_network(const std::string& kind,
                                                     const FeatureNetworkSource& source);

}  // namespace tandem
