// The share of a cluster that Slurm has given to the job of this process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

struct SlurmAllocation {
  std::string job;    // its number, as scontrol takes it; "7_3": a task of an array
  std::string nodes;  // as Slurm writes them: "n[1-2]"
  std::vector<int64_t> slots_per_node;  // room for ranks, as mpirun has the word
  std::vector<int64_t> cpus_per_node;   // in the same order
  int64_t cpus_per_task = 1;
  int64_t gpus_per_node = 0;  // of the node of this process, taken for those of all
  bool is_in_step = false;    // srun started this process, whose step holds what it was given

  int64_t num_slots() const;
  int64_t num_cpus() const;
  /// How many steps of one rank each can run side by side on each node: one that finds no CPU, or
  /// of a node with GPUs no GPU, waits for another to end.
  std::vector<int64_t> steps_per_node() const;
};

/// Whether this process is in an allocation, however its variables describe it.
bool is_in_allocation();

/// Whether this process runs on a node of its allocation, and not where that was only asked for.
bool is_on_allocated_node();

/// What the environment says; nothing outside of an allocation. A node has as many slots as tasks
/// that were asked for, or else as GPUs, or else as have the CPUs of a task. Throws UsageError for
/// variables that cannot be understood.
std::optional<SlurmAllocation> slurm_allocation();

/// The nodes of an allocation as Slurm's own program names them, with the steps that each has room
/// for. Throws FileError where that cannot be started, UsageError where it does not know them.
std::vector<std::pair<std::string, int64_t>> hosts_of(const SlurmAllocation& allocation);

}  // namespace tandem
