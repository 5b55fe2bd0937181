#include "framework/metrics/feature_network_kind.h"

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

std::unique_ptr<FeatureNetwork> open_feature_network(const std::string& kind,
                                                     const FeatureNetworkSource& source) {
  const std::vector<FeatureNetworkKind> all = all_feature_networks();
  for (const FeatureNetworkKind& each : all) {
    if (each.name == kind) return each.open(source);
  }
  throw ConfigError({.what = "there is no such feature network",
                     .where = "features",
                     .expected = "one of " + joined(all, &FeatureNetworkKind::name),
                     .got = kind});
}

}  // namespace tandem
