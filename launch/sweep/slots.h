// Where the jobs of a sweep run side by side: cores and GPUs of this machine, or of others.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "framework/sweep/sweep_definition.h"
#include "launch/job/child_place.h"

namespace tandem {

/// A place for one job.
struct JobPlace {
  int64_t ranks = 1;
  std::string host = {};          // as --hosts has it; empty: this machine
  std::vector<int> numbers = {};  // of the cores, GPUs or slots there, one for each rank
  ChildPlace child = {};
  /// What the call of the job says of how its ranks are started.
  std::vector<std::string> launcher_words = {};
};

/// What there is to be shared out.
struct Machine {
  std::vector<int> cores;
  int64_t num_gpus = 0;
  /// Machines with their slots, this one only where it is named; empty: this one.
  std::vector<std::pair<std::string, int64_t>> hosts = {};
  bool slots_are_gpus = false;                   // those of `hosts`
  bool ranks_have_gpus = false;                  // each its own, whoever hands them out
  std::vector<std::string> launcher_words = {};  // of every place
};

/// Hands out places, each rank a core (or a GPU) that no other has, and takes them back.
class Slots {
 public:
  /// `num_slots`: at most so many jobs side by side; nothing: as many as have a place. Throws
  /// UsageError where not one job has one.
  Slots(const Machine& machine, const PlacementOptions& options, std::optional<int64_t> num_slots);

  /// A place for one of `waiting` jobs, whose batches are in so many micro-batches; nothing: all
  /// that are not on `closed` hosts are taken. The fewer wait, the more ranks each of them gets:
  /// as many as divide the micro-batches.
  std::optional<JobPlace> take(size_t waiting, int64_t micro_batches,
                               const std::set<std::string>& closed = {});
  void give_back(const JobPlace& place);

  bool are_all_taken() const { return num_taken_ == num_slots_; }
  /// How many jobs run side by side.
  size_t size() const { return num_slots_; }

 private:
  enum class Unit { kCore, kGpu, kHostSlot, kHostGpu };

  /// What one machine has: by number the jobs that compute there.
  struct Pool {
    std::string host;
    std::map<int, int64_t> loads;
  };

  void check_gpus_here(int64_t num_gpus) const;
  std::vector<int> free_numbers(const Pool& pool) const;
  JobPlace place_in(Pool& pool, const std::vector<int>& numbers) const;
  int64_t num_free() const;

  Unit unit_;
  std::vector<Pool> pools_;
  std::vector<std::string> launcher_words_;
  int64_t ranks_per_trial_;
  int64_t most_jobs_ = 1;  // in one core, GPU or slot
  size_t num_slots_ = 0;
  size_t num_taken_ = 0;
};

}  // namespace tandem
