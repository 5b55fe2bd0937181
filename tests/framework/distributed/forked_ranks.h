// Ranks as processes of one program, without MPI: for a bare machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tandem::test {

/// One of the processes.
class ForkedRank {
 public:
  ForkedRank(int64_t rank, std::vector<std::vector<int>> pipes);

  int64_t rank() const { return rank_; }
  int64_t size() const { return static_cast<int64_t>(pipes_.size()); }
  /// What rank 0 says, `length` bytes, on every rank. Collective. Throws std::runtime_error when it
  /// says nothing.
  std::string from_rank_0(std::string said, size_t length) const;

 private:
  int64_t rank_;
  std::vector<std::vector<int>> pipes_;  // per rank: where it reads what rank 0 says, and its end
};

/// Runs `body` in `size` processes. The code that each ended with, by rank; 128 + N after a signal
/// N. Once rank 0 has ended, others that go on for longer than `longer` are killed.
std::vector<int> run_forked(int64_t size, const std::function<int(const ForkedRank&)>& body,
                            std::chrono::seconds longer = std::chrono::seconds(10));

}  // namespace tandem::test
