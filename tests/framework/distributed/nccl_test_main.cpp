// NCCL without MPI: nccl_tests <ranks> runs the tests of a communicator in so many processes, on
// one GPU where there are no more; two of them then say how long an ordered sum takes, and show
// that a peer that does not come ends a rank in time.
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "framework/core/error.h"
#include "framework/device/gpu.h"
#include "framework/distributed/nccl_communicator.h"
#include "tests/framework/distributed/forked_ranks.h"
#include "tests/framework/distributed/rank_context.h"

namespace tandem::test {
namespace {

constexpr int kNotRun = 77;

/// The GPU of a rank; they share where there are too few.
at::Device device_of(const ForkedRank& ranks) {
  if (num_gpus() < ranks.size()) let_ranks_share_a_gpu(ranks.rank(), /*one_machine=*/true);
  return {at::kCUDA, static_cast<at::DeviceIndex>(ranks.rank() % num_gpus())};
}

std::unique_ptr<Communicator> communicator_of(const ForkedRank& ranks, const at::Device& device,
                                              const CommunicatorOptions& options) {
  const std::string id =
      ranks.from_rank_0(ranks.rank() == 0 ? make_nccl_id() : std::string(), kNcclIdBytes);
  return make_nccl_communicator({ranks.rank(), ranks.size(), device}, id, options);
}

int run_tests(const ForkedRank& ranks) {
  if (num_gpus() == 0) return kNotRun;
  RankContext context{ranks.rank(), ranks.size(), device_of(ranks), false, {}, {}};
  context.communicator = [&](Reduction reduction) {
    return communicator_of(ranks, context.device, {.reduction = reduction});
  };
  return run_rank_tests(context);
}

/// Rank 0 prints the time of a sum among many in a row, a line of JSON per size.
int time_sums(const ForkedRank& ranks) {
  using Clock = std::chrono::steady_clock;
  constexpr int kSums = 200;
  const auto communicator = communicator_of(ranks, device_of(ranks), {});
  for (const auto& [size, bytes] : {std::pair("1 KiB", 1 << 10), std::pair("1 MiB", 1 << 20)}) {
    at::Tensor zeros = communicator->allocate(bytes / static_cast<int>(sizeof(float)));
    communicator->sum_ordered(zeros);  // it may be slow: NCCL makes its connections
    communicator->barrier();
    const auto begin = Clock::now();
    for (int i = 0; i < kSums; ++i) communicator->sum_ordered(zeros);
    communicator->barrier();
    const std::chrono::duration<double, std::micro> time = Clock::now() - begin;
    if (ranks.rank() != 0) continue;
    std::printf("{\"ordered sum of %s over %d ranks, µs\": %.1f}\n", size,
                static_cast<int>(ranks.size()), time.count() / kSums);
  }
  return 0;
}

/// Rank 0 waits for a sum in which rank 1 takes no part.
int wait_for_a_lost_peer(const ForkedRank& ranks) {
  const at::Device device = device_of(ranks);
  const auto communicator = communicator_of(
      ranks, device, {.patience = std::chrono::seconds(5), .on_end = [](const Error& error) {
                        std::printf("ends: %s\n", error.what());
                        std::fflush(stdout);
                      }});
  at::Tensor sum = at::ones({1000}, device);
  communicator->sum_ordered(sum);
  communicator->barrier();
  if (ranks.rank() == 1) ::pause();
  communicator->sum_ordered(sum);
  (void)sum.cpu();  // blocks the host as a training is blocked
  return 1;
}

int run(int64_t num_ranks) {
  std::vector<int> codes = run_forked(num_ranks, run_tests);
  if (codes.front() == kNotRun) {
    std::printf("not run: no GPU\n");
    return kNotRun;
  }
  const auto failed = [&] {
    return std::ranges::any_of(codes, [](int code) { return code != 0; });
  };
  if (failed()) return 1;
  if (num_ranks != 2) return 0;
  codes = run_forked(num_ranks, time_sums);
  if (failed()) return 1;
  codes = run_forked(num_ranks, wait_for_a_lost_peer, /*longer=*/std::chrono::seconds(0));
  const bool ended = codes.front() == static_cast<int>(ExitCode::kRankLost);
  std::printf("%s: a rank whose peer does not come ended with %d\n", ended ? "ok" : "FAILED",
              codes.front());
  return ended ? 0 : 1;
}

}  // namespace
}  // namespace tandem::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // A rank that throws ends: the others may be waiting for it inside a test.
  GTEST_FLAG_SET(catch_exceptions, false);
  if (argc != 2) return 64;
  return tandem::test::run(std::atoll(argv[1]));
}
