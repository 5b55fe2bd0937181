// A barrier of the ranks of one node in shared memory: some 100 ns when all are there.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

#include "framework/core/alignment.h"

namespace tandem {

class NodeBarrier {
 public:
  /// Lies in memory that all ranks of the node see; all zero at the start.
  struct State {
    alignas(kAlignmentBytes) std::atomic<uint32_t> arrived;
    alignas(kAlignmentBytes) std::atomic<uint32_t> generation;
    std::atomic<uint32_t> sleepers;
    /// 1 + number in the node of a rank that left; 0 while all are there.
    std::atomic<int32_t> departed;
  };

  /// The ranks that meet: this one's number in the node, the first one's in the run, and their
  /// processes by number in the node.
  struct Party {
    int64_t node_rank = 0;
    int64_t first_rank = 0;
    std::vector<pid_t> processes;
  };

  /// Waits in a loop for at most `spin`, in which other threads may have the core, then asleep:
  /// spinning pays only where every rank has a core.
  NodeBarrier(State& state, Party party, std::chrono::nanoseconds spin);
  NodeBarrier(const NodeBarrier&) = delete;
  NodeBarrier& operator=(const NodeBarrier&) = delete;
  /// Tells ranks that wait that this one will not come.
  ~NodeBarrier();

  /// Returns when every rank of the node has called it; what they wrote before is then seen.
  /// Throws CommunicationError naming a rank that died or left.
  void wait();

 private:
  bool spin_while(uint32_t generation) const;
  void sleep_while(uint32_t generation);
  void check_peers(uint32_t generation) const;
  [[noreturn]] void throw_lost(int64_t node_rank, const char* what) const;

  State& state_;
  Party party_;
  std::chrono::nanoseconds spin_;
};

}  // namespace tandem
