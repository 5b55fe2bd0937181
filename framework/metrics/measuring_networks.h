// The networks that images are measured by, and what they saw in the data, kept from one evaluation
// to the next.
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
class MeasuringNetworks {
 public:
  /// `classifier` tells the classes of the data; null: the network does, where it has classes.
  explicit MeasuringNetworks(std::unique_ptr<FeatureNetwork> network,
                             std::unique_ptr<FeatureNetwork> classifier = nullptr)
      : network_(std::move(network)), classifier_(std::move(classifier)) {}

  FeatureNetwork& network() const { return *network_; }
  /// Null when nothing tells classes apart.
  FeatureNetwork* classifier() const {
    if (classifier_) return classifier_.get();
    return network_->num_classes() > 0 ? network_.get() : nullptr;
  }
  /// What was seen under `key`, at first nothing.
  SeenImages& images(const std::string& key) { return images_[key]; }
  /// The Gaussian kept under `key`, fitted the first time.
  const Gaussian& gaussian(const std::string& key, const std::function<Gaussian()>& fit) {
    const auto found = gaussians_.find(key);
    return found != gaussians_.end() ? found->second : gaussians_[key] = fit();
  }

 private:
  std::unique_ptr<FeatureNetwork> network_;
  std::unique_ptr<FeatureNetwork> classifier_;
  std::map<std::string, SeenImages> images_;
  std::map<std::string, Gaussian> gaussians_;
};

}  // namespace tandem
