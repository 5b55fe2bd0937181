// When each objective of a run is trained: its phases one after the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/training/run_options.h"

namespace tandem {

class PhasePlan {
 public:
  /// One phase with all objectives when `phases` is empty. Throws ConfigError when a phase names an
  /// unknown objective, an objective is in no phase, or lengths do not add up to `steps`.
  PhasePlan(const std::vector<PhaseOptions>& phases, int64_t steps,
            const std::vector<std::string>& objectives);

  /// Whether the objective is trained in a step (from 0).
  bool is_active(size_t objective, int64_t step) const;
  /// Number of steps before `step` in which it is: the objective's own step.
  int64_t active_steps_before(size_t objective, int64_t step) const;
  /// Number of steps of the run in which it is.
  int64_t active_steps(size_t objective) const;
  /// Whether it is trained after the first `step` steps, or could be if the run went on: what its
  /// optimiser has learned is still of use.
  bool is_needed_after(size_t objective, int64_t step) const;

 private:
  struct Phase {
    int64_t begin = 0;
    int64_t end = 0;
    std::vector<bool> active;  // per objective
  };

  std::vector<Phase> phases_;
};

}  // namespace tandem
