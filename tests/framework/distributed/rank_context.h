// What the tests that run on every rank know about their job.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "framework/distributed/communicator.h"

namespace tandem::test {

struct RankContext {
  int64_t rank = 0;
  int64_t size = 1;
  at::Device device = at::kCPU;
  /// True where the ranks of a node sum through shared memory.
  bool shares_memory = false;
  std::function<std::unique_ptr<Communicator>(Reduction reduction)> communicator;
  /// MpiSession::gather; none where ranks are not started by MPI.
  std::function<std::vector<std::string>(const std::string& text)> gather;
};

/// Runs all tests on this rank; GoogleTest's result. Ranks other than 0 print what failed only.
int run_rank_tests(const RankContext& context);

/// Registers the tests of a folder with GoogleTest, to be run on every rank at the same time.
/// A failed expectation does not leave a test: the other ranks would wait.
void register_collective_tests(const RankContext& context);
void register_ordered_sum_tests(const RankContext& context);
void register_misuse_tests(const RankContext& context);
void register_followed_tests(const RankContext& context);

using RankTestBody = void (*)(const RankContext&);
void register_rank_test(const char* suite, const char* name, RankTestBody body,
                        const RankContext& context);

}  // namespace tandem::test
