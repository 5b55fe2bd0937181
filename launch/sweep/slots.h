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

/// What a job has of a host.
struct HostShare {
  std::string host = {};          // as --hosts has it; empty: this machine
  std::vector<int> numbers = {};  // of the cores, GPUs or slots there, one for each rank
};

/// A place for one job.
struct JobPlace {
  int64_t ranks = 1;
  /// Of one host, or as much of each of several.
  std::vector<HostShare> shares = {};
  ChildPlace child = {};
  /// What the call of the job says of how its ranks are started.
  std::vector<std::string> launcher_words = {};
};

/// The hosts of a place as --hosts takes them; empty: this machine.
std::string hosts_words(const JobPlace& place);

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

/// Hands out places, each rank a core (or a GPU) that no other has, and takes them back. A place is
/// on one host where any has as much as a trial needs, else evenly on as few as can be.
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

  /// How many ranks the job of a place would have if it gave that back and took another one while
  /// no other job waits.
  int64_t ranks_if_taken_anew(const JobPlace& place, int64_t micro_batches,
                              const std::set<std::string>& closed) const;

  bool has_free() const { return num_free() > 0; }
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
  void spread_trials();
  int64_t largest_pool() const;
  int64_t num_places() const;
  std::vector<HostShare> share_of_one(int64_t most, int64_t micro_batches,
                                      const std::set<std::string>& closed) const;
  std::vector<HostShare> shares_of_several(const std::set<std::string>& closed) const;
  std::vector<int> free_numbers(const Pool& pool) const;
  JobPlace place_of(std::vector<HostShare> shares) const;
  void add_load(const JobPlace& place, int64_t load);
  int64_t num_free() const;

  Unit unit_;
  std::vector<Pool> pools_;
  std::vector<std::string> launcher_words_;
  int64_t ranks_per_trial_;
  int64_t hosts_per_trial_ = 1;
  std::vector<std::vector<int>> blocks_;  // of several hosts: the numbers that a trial has of each
  int64_t most_jobs_ = 1;                 // in one core, GPU or slot
  size_t num_slots_ = 0;
  size_t num_taken_ = 0;
};

}  // namespace tandem
