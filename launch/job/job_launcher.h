// How the ranks of a job are started and reached: one implementation per way to start them.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "launch/job/child_process.h"

namespace tandem {

/// Ranks that are started together and run one program. A job of a sweep (TrialJob) is what one of
/// these is started for; a job of Slurm (SlurmAllocation) is what it may run in.
struct Job {
  int64_t ranks = 1;
  std::vector<std::string> program;  // with its arguments
  bool is_quiet = false;             // what starts the ranks adds nothing to what they say
  std::string token = {};  // in the status of its ranks; those of another start have another
};

/// What a launcher saw of a rank that was ended by a signal.
struct LostRank {
  std::optional<size_t> rank;  // by the count of the launcher, where it is known which
  int signal = 0;
  int64_t pid = 0;        // 0: not known
  std::string host = {};  // empty: not known
};

/// What an exit code alone tells of it: mpirun and srun pass on these two signals. Nothing for any
/// other end.
inline std::optional<LostRank> lost_by_code(const ProcessEnd& end) {
  constexpr int kSignalBase = 128;
  if (end.signal != 0) return std::nullopt;  // that of the launcher itself
  for (const int signal : {SIGKILL, SIGSEGV}) {
    if (end.code == kSignalBase + signal) return LostRank{.rank = std::nullopt, .signal = signal};
  }
  return std::nullopt;
}

class JobLauncher {
 public:
  virtual ~JobLauncher() = default;
  /// What it is called in messages.
  virtual std::string name() const = 0;
  /// Whether it reaches other hosts by an agent, such as ssh, by which they can be asked without
  /// it.
  virtual bool has_agent() const { return false; }
  /// Whether it may start ranks on other hosts, whose files are seen here late.
  virtual bool reaches_other_hosts() const { return true; }

  /// Whether the process ends with the exit code of its ranks, which end with another one than 0
  /// as planned; where there is one rank, every launcher does.
  virtual bool passes_on_codes() const { return false; }

  /// Its slots: a slot, as mpirun has the word, is room for one rank on a host. Nothing: the cores
  /// and GPUs of this machine decide. Throws UsageError where that cannot be understood or kept to.
  virtual std::optional<int64_t> num_slots() const = 0;
  /// How many CPUs the ranks share there, more than slots where a slot has several; nothing: not
  /// known.
  virtual std::optional<int64_t> num_cpus() const { return std::nullopt; }
  /// Throws UsageError when the job would be refused here, or to this user.
  virtual void check(const Job& job) const = 0;
  /// The arguments that start the job: one process, which ends when all ranks have.
  virtual std::vector<std::string> arguments(const Job& job) const = 0;

  /// What the process passes on to every rank as a request to stop, once they all have a handler
  /// for it.
  virtual int stop_signal() const = 0;
  /// Ends all ranks and the process, without waiting for them.
  virtual void give_up(ChildProcess& process) const = 0;
  /// The rank that a signal ended, from how the process ended and what was printed; nothing when
  /// neither tells of one.
  virtual std::optional<LostRank> find_lost_rank(const ProcessEnd& end,
                                                 const std::string& output) const = 0;
  /// The machine with which it lost contact, by what it printed; empty: none.
  virtual std::string find_lost_host(const std::string& output) const {
    (void)output;
    return "";
  }
};

}  // namespace tandem
