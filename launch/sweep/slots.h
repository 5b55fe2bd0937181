// Where the jobs of a sweep run side by side: cores and GPUs of this machine, or of others.
//
// A slot of a sweep is room for one job, of any number of ranks: --slots counts these. A slot of a
// host is what mpirun calls so, room for one rank, and is called a host's slot here.
#pragma once

#include <cstdint>
#include <limits>
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
  std::vector<int> numbers = {};  // of its cores, GPUs or slots, one for each rank
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

/// The same, without numbers: this machine is the empty one.
std::set<std::string> hosts_of(const JobPlace& place);

/// What a place is wanted for.
struct PlaceRequest {
  size_t waiting = 1;         // jobs that wait for a place, this one included
  int64_t micro_batches = 1;  // of its batches
  int64_t most_ranks = std::numeric_limits<int64_t>::max();
  std::set<std::string> closed = {};   // hosts that it must not be on
  std::set<std::string> doubted = {};  // hosts that it is on only if no other has room
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

/// Hands out places and takes them back. Each rank has a core, GPU or host's slot, which no other
/// has unless trials share GPUs. A place is on one host where any has as much as a trial needs, and
/// may get wider there; else it is evenly on as few hosts as can be.
class Slots {
 public:
  /// `num_slots`: at most so many jobs side by side; nothing: as many as have a place. Throws
  /// UsageError where not one job has one.
  Slots(const Machine& machine, const PlacementOptions& options, std::optional<int64_t> num_slots);

  /// A place for a job; nothing: all that it may have are taken. The fewer jobs wait, the more
  /// ranks each of them gets on its host: as many as divide the micro-batches.
  std::optional<JobPlace> take(const PlaceRequest& request);
  void give_back(const JobPlace& place);

  /// How many ranks a job could have in its place and what is free on its host, each on a core or
  /// GPU that no other job has; those of its place where that is on several hosts.
  int64_t most_ranks(const JobPlace& place, int64_t micro_batches) const;
  /// Takes so much for the place, where that is more; else the place stays what it is.
  JobPlace widen(const JobPlace& place, int64_t micro_batches);

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
  void check_gpus_alike() const;
  int64_t largest_pool() const;
  int64_t num_places() const;
  std::vector<HostShare> share_of_one(const PlaceRequest& request, int64_t most) const;
  std::vector<HostShare> shares_of_several(const PlaceRequest& request) const;
  std::vector<int> numbers_alone(const JobPlace& place, int64_t micro_batches) const;
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
  int64_t most_jobs_ = 1;                 // in one core, GPU or host's slot
  size_t num_slots_ = 0;
  size_t num_taken_ = 0;
};

}  // namespace tandem
