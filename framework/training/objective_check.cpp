#include "framework/training/objective_check.h"

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_decayed_networks(const LearnerOptions& options, const Objective& objective) {
  for (const std::string& name : options.decayed_networks) {
    if (contains(objective.trains, name)) continue;
    throw ConfigError({.what = "the objective trains no network of this name",
                       .where = "learners." + objective.name + ".decayed_networks",
                       .expected = "some of " + joined(objective.trains),
                       .got = "'" + name + "'",
                       .advice = suggest_nearest(name, objective.trains)});
  }
}

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
        if (!contains(other.trains, network)) continue;
        throw ConfigError({.what = "objective '" + other.name + "' trains network '" + network +
                                   "' too, without an average",
                           .where = "learners." + averaging.name + ".average_decay",
                           .expected = "an average_decay above 0 for both, or for none",
                           .advice = "Set learners." + other.name + ".average_decay as well."});
      }
    }
  }
}

void check_batches(const PhaseOptions& phase, size_t index,
                   const std::vector<Objective>& objectives) {
  // In the order of a step: whether there is a batch when it is the turn of an objective.
  bool drawn = false;
  std::string drawing;
  for (const Objective& objective : objectives) {
    if (objective.batch_use == BatchUse::kDraws) drawing = objective.name;
    if (!contains(phase.objectives, objective.name)) continue;
    drawn = drawn || objective.batch_use == BatchUse::kDraws;
    if (drawn || objective.batch_use != BatchUse::kReuses) continue;
    throw ConfigError({.what = "objective '" + objective.name +
                               "' sees the batch of another one, and phase '" + phase.name +
                               "' trains none before it that draws one",
                       .where = "phases." + std::to_string(index) + ".objectives",
                       .expected = "'" + drawing + "' as well",
                       .advice = "Train both in this phase."});
  }
}

}  // namespace

void check_objectives(const RunConfiguration& configuration, GenerativeModel& model) {
  const RunOptions& options = configuration.options();
  const std::vector<Objective> objectives = configuration.family().objectives(model);
  for (const Objective& objective : objectives) {
    check_decayed_networks(configuration.learner(objective.name), objective);
  }
  // No loss ever sees a whole batch.
  model.check_micro_batch_size(options.batch.size / options.batch.micro_batches);
  for (size_t i = 0; i < options.phases.size(); ++i) {
    check_batches(options.phases[i], i, objectives);
  }
  check_averages(configuration, objectives);
}

}  // namespace tandem
