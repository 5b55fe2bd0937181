#include "framework/metrics/feature_network_kind.h"

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/core/choice.h"
#include "framework/core/error.h"

namespace tandem {

std::string usage_of(const FeatureNetworkKind& kind) {
  return kind.follows.empty() ? kind.name : kind.name + "=" + kind.follows;
}

std::unique_ptr<FeatureNetwork> open_feature_network(const std::string& named,
                                                     FeatureNetworkSource source) {
  const std::vector<FeatureNetworkKind> all = all_feature_networks();
  // Without a '=' the whole is the name, and what follows it is empty.
  const size_t end = std::min(named.find('='), named.size());
  const auto kind = std::ranges::find(all, named.substr(0, end), &FeatureNetworkKind::name);
  if (kind == all.end()) {
    Problem problem{.what = std::string("there is no such feature network")
                                .append(before_list(named.substr(0, end), names_of(all))),
                    .where = kFeaturesOption,
                    .got = named};
    for (const FeatureNetworkKind& each : all) {
      problem.items.push_back(usage_of(each) + ": " + each.sentence);
    }
    throw ConfigError(problem);
  }
  source.name = named.substr(std::min(end + 1, named.size()));
  // A kind that is followed by nothing takes no '=' either.
  const bool is_complete = kind->follows.empty() ? end == named.size() : !source.name.empty();
  if (!is_complete) {
    throw ConfigError({.what = "this is not how the feature network is named",
                       .where = kFeaturesOption,
                       .expected = usage_of(*kind),
                       .got = named});
  }
  return kind->open(source);
}

}  // namespace tandem
