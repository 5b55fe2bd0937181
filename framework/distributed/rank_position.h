// Where a rank is in its work, for whoever wonders why it does not go on.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/activity.h"

namespace tandem {

/// The collective operations of a communicator.
enum class Operation : int32_t { kNone, kAllocate, kSumOrdered, kSum, kBroadcast, kBarrier };

/// "sum_ordered", …
std::string to_string(Operation operation);

/// Written by one rank, read by any thread of any process of its node; all zero before it starts.
struct RankPosition {
  std::atomic<int64_t> beats;       // grows with every sign of progress
  std::atomic<int64_t> start_step;  // steps that were made before this process
  std::atomic<int64_t> step;        // that are made
  std::atomic<int64_t> operations;  // collective ones that were begun
  std::atomic<int64_t> looks;       // of its watch: grows while the process runs, whatever it does
  std::atomic<int64_t> pid;
  std::atomic<int64_t> peak_bytes;   // of memory that it has had at once
  std::atomic<Operation> operation;  // the last of the collective ones
  std::atomic<Activity> activity;
  std::atomic<int32_t> objective;   // its index plus 1; 0: none
  std::atomic<int32_t> is_inside;   // whether that operation goes on
  std::atomic<int32_t> is_alarmed;  // whether it found that something does not go on
};
static_assert(std::atomic<int64_t>::is_always_lock_free);
static_assert(std::atomic<int32_t>::is_always_lock_free);

/// The positions of the ranks that see one another: those of a node, in order of rank.
class PositionBoard {
 public:
  virtual ~PositionBoard() = default;
  /// Of this rank.
  virtual RankPosition& own() = 0;
  virtual std::vector<const RankPosition*> all() const = 0;
  /// Number of the first of them among all ranks, and how many there are on all nodes.
  virtual int64_t first_rank() const = 0;
  virtual int64_t num_ranks() const = 0;
};

/// Of a process that is alone.
std::unique_ptr<PositionBoard> make_own_board();

}  // namespace tandem
