#include "framework/training/average_check.h"

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {
namespace {

bool trains(const Objective& objective, const std::string& network) {
  return std::find(objective.trains.begin(), objective.trains.end(), network) !=
         objective.trains.end();
}

}  // namespace

void check_averages(const RunConfiguration& configuration,
                    const std::vector<Objective>& objectives) {
  const auto averages = [&](const Objective& objective) {
    return configuration.learner(objective.name).average_decay > 0;
  };
  for (const Objective& averaging : objectives) {
    if (!averages(averaging)) continue;
    for (const Objective& other : objectives) {
      if (averages(other)) continue;
      for (const std::string& network : averaging.trains) {
        if (!trains(other, network)) continue;
        throw ConfigError({.what = "objective '" + other.name + "' trains network '" + network +
                                   "' too, without an average",
                           .where = "learners." + averaging.name + ".average_decay",
                           .expected = "an average_decay above 0 for both, or for none",
                           .advice = "Set learners." + other.name + ".average_decay as well."});
      }
    }
  }
}

}  // namespace tandem
