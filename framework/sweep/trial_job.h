// The jobs of a sweep, the pieces of work that it consists of: a run of a trial goes from one step
// to another. Whoever carries one out starts ranks for it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace tandem {

/// Names a piece of work: which run goes how far.
struct JobKey {
  int64_t trial = 0;
  int64_t seed = 0;
  int64_t until = 0;  // step
  auto operator<=>(const JobKey&) const = default;
};

/// One piece of work: the run of this trial and seed goes on from `start_step`. At 0, and at the
/// step of a parent, it begins.
struct TrialJob {
  JobKey key;
  int64_t start_step = 0;
};

/// What came of it.
struct JobResult {
  enum class End { kReached, kDiverged, kFailed };

  End end = End::kReached;
  std::map<int64_t, double> values = {};  // of the sweep's metric by step, from the run's beginning
  std::string cause = {};                 // why it failed
};

}  // namespace tandem
