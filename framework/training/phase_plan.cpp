#include "framework/training/phase_plan.h"

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

std::string option_of(size_t phase, const std::string& name) {
  return "phases." + std::to_string(phase) + "." + name;
}

std::vector<bool> active_objectives(const PhaseOptions& phase, size_t index,
                                    const std::vector<std::string>& objectives) {
  std::vector<bool> active(objectives.size());
  for (const std::string& name : phase.objectives) {
    const auto found = std::find(objectives.begin(), objectives.end(), name);
    if (found == objectives.end()) {
      throw ConfigError({.what = "phase '" + phase.name + "' names an unknown objective",
                         .where = option_of(index, "objectives"),
                         .expected = "some of " + joined(objectives),
                         .got = "'" + name + "'",
                         .advice = suggest_nearest(name, objectives)});
    }
    active[static_cast<size_t>(found - objectives.begin())] = true;
  }
  return active;
}

/// The steps of a phase that begins after `begin` of `steps`.
int64_t length_of(const std::vector<PhaseOptions>& phases, size_t index, int64_t begin,
                  int64_t steps) {
  const PhaseOptions& phase = phases[index];
  const bool last = index + 1 == phases.size();
  const int64_t rest = steps - begin;
  if (phase.steps == 0 && !last) {
    throw ConfigError({.what = "phase '" + phase.name + "' has no length",
                       .where = option_of(index, "steps"),
                       .expected = "at least 1; only the last phase may take the rest of the run",
                       .got = "0"});
  }
  // Too long is said of the first phase that does not fit, too short of the last one.
  if (phase.steps > rest || (phase.steps == 0 && rest < 1)) {
    throw ConfigError({.what = "the phases are longer than the run",
                       .where = option_of(index, "steps"),
                       .expected = "at most " + std::to_string(std::max<int64_t>(rest, 0)) +
                                   " steps, which are left for phase '" + phase.name + "'",
                       .got = phase.steps == 0 ? "the rest of the run, which is empty"
                                               : std::to_string(phase.steps),
                       .advice = "Shorten a phase, or raise steps."});
  }
  if (last && phase.steps != 0 && phase.steps != rest) {
    throw ConfigError({.what = "the phases are shorter than the run",
                       .where = option_of(index, "steps"),
                       .expected = std::to_string(rest) + ", or 0 for the rest of the run",
                       .got = std::to_string(phase.steps),
                       .advice = "Lengthen a phase, or lower steps."});
  }
  return phase.steps == 0 ? rest : phase.steps;
}

}  // namespace

PhasePlan::PhasePlan(const std::vector<PhaseOptions>& phases, int64_t steps,
                     const std::vector<std::string>& objectives) {
  if (phases.empty()) {
    phases_.push_back({0, steps, std::vector<bool>(objectives.size(), true)});
    return;
  }
  int64_t begin = 0;
  for (size_t i = 0; i < phases.size(); ++i) {
    const std::vector<bool> active = active_objectives(phases[i], i, objectives);
    const int64_t end = begin + length_of(phases, i, begin, steps);
    phases_.push_back({begin, end, active});
    begin = end;
  }
  for (size_t k = 0; k < objectives.size(); ++k) {
    if (active_steps(k) > 0) continue;
    throw ConfigError({.what = "objective '" + objectives[k] + "' is in no phase",
                       .where = "phases",
                       .expected = "every objective of the family in at least one phase",
                       .advice = "Add it to the objectives of a phase."});
  }
}

bool PhasePlan::is_active(size_t objective, int64_t step) const {
  return std::any_of(phases_.begin(), phases_.end(), [&](const Phase& phase) {
    return step >= phase.begin && step < phase.end && phase.active[objective];
  });
}

int64_t PhasePlan::active_steps_before(size_t objective, int64_t step) const {
  int64_t count = 0;
  for (const Phase& phase : phases_) {
    if (phase.active[objective] && step > phase.begin) {
      count += std::min(step, phase.end) - phase.begin;
    }
  }
  return count;
}

int64_t PhasePlan::active_steps(size_t objective) const {
  return active_steps_before(objective, phases_.back().end);
}

bool PhasePlan::is_needed_after(size_t objective, int64_t step) const {
  const Phase& last = phases_.back();
  const bool goes_on = active_steps_before(objective, step) < active_steps(objective);
  // A run that is at its end may get more steps: its last phase then goes on.
  return goes_on || (step >= last.end && last.active[objective]);
}

}  // namespace tandem
