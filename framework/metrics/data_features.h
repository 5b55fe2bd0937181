// What a feature network sees in data, kept from one evaluation to the next.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "framework/metrics/feature_network.h"
#include "framework/statistics/frechet_distance.h"

namespace tandem {

/// Of one data set, which stays as it is as long as this lives.
class DataFeatures {
 public:
  explicit DataFeatures(std::unique_ptr<FeatureNetwork> network) : network_(std::move(network)) {}

  FeatureNetwork& network() const { return *network_; }
  /// The Gaussian kept under `key`, fitted the first time.
  const Gaussian& gaussian(const std::string& key, const std::function<Gaussian()>& fit) {
    const auto found = gaussians_.find(key);
    return found != gaussians_.end() ? found->second : gaussians_[key] = fit();
  }

 private:
  std::unique_ptr<FeatureNetwork> network_;
  std::map<std::string, Gaussian> gaussians_;
};

}  // namespace tandem
