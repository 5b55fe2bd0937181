// A kind of feature network as the program sees it. feature_networks/<stem>.cpp defines
// `FeatureNetworkKind <stem>_features()`.
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "framework/data/storage/data_sources.h"
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

/// What a network is opened from. What a kind does not need may be missing.
struct FeatureNetworkSource {
  std::string name = {};  // the run or the file that follows the name of the kind
  at::Device device = at::Device("cpu");
  /// Opens a run of this program on a device.
  std::function<OpenedModel(const std::string& run)> open_run = {};
  const DataSources* data = nullptr;  // what is measured, for networks that are fitted to it
  std::string field = "images";       // of its images
};

struct FeatureNetworkKind {
  std::string name;
  std::string sentence;
  std::string follows = {};  // what follows its name: `RUN`, `FILE`, or nothing
  /// Throws ConfigError for a source that is no such network.
  std::function<std::unique_ptr<FeatureNetwork>(const FeatureNetworkSource& source)> open;
};

/// The table of all kinds, generated from the files in feature_networks/.
std::vector<FeatureNetworkKind> all_feature_networks();

/// The network where a user names none: it needs no file, and images of at least 8 × 8, grey or in
/// colour.
inline constexpr const char* kDefaultFeatureNetwork = "random";

/// How a kind is named: `KIND`, `KIND=RUN`, `KIND=FILE`.
std::string usage_of(const FeatureNetworkKind& kind);

/// Opens the network that a user names so; the name in `source` is taken from there. Throws
/// ConfigError listing those that there are for another, and where a run or a file is missing or
/// too much.
std::unique_ptr<FeatureNetwork> open_feature_network(const std::string& named,
                                                     FeatureNetworkSource source);

}  // namespace tandem
