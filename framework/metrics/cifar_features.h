// What the residual networks for CIFAR-10 share as feature networks.
#pragma once

#include <cstdint>
#include <string>

#include "framework/metrics/feature_network_kind.h"

namespace tandem {

/// The kind of this name, with so many blocks in each group: from a file, for images 32 × 32 in
/// colour.
FeatureNetworkKind cifar_features(const std::string& name, int64_t blocks_per_group);

}  // namespace tandem
