// Runs the same tests on every rank of a job, and fails on all ranks if one fails:
// rank_tests <ranks> <ranks per node, 0 for all> <cpu|cuda>. Started by CTest through mpirun.
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "framework/core/log.h"
#include "framework/device/gpu.h"
#include "framework/distributed/mpi_session.h"
#include "framework/distributed/nccl_communicator.h"
#include "tests/framework/distributed/rank_context.h"

namespace tandem::test {
namespace {

constexpr int kNotRun = 77;

struct Arguments {
  int64_t ranks = 1;
  int64_t ranks_per_node = 0;
  at::DeviceType device = at::kCPU;
};

bool shares_memory(const Arguments& arguments) {
  if (arguments.device != at::kCPU) return false;
  const int64_t per_node =
      arguments.ranks_per_node == 0 ? arguments.ranks : arguments.ranks_per_node;
  return per_node > 1 && arguments.ranks % per_node == 0;
}

RankContext make_context(const MpiSession& session, const Arguments& arguments) {
  RankContext context{
      session.rank(), session.size(), arguments.device, shares_memory(arguments), {}, {}};
  context.gather = [&](const std::string& text) { return session.gather(text); };
  if (arguments.device == at::kCPU) {
    context.communicator = [&](Reduction reduction) {
      return session.communicator(at::kCPU, {.reduction = reduction});
    };
    return context;
  }
  if (num_gpus() < session.size()) let_ranks_share_a_gpu(session.rank(), /*one_machine=*/true);
  context.device = at::Device(at::kCUDA, static_cast<at::DeviceIndex>(session.rank() % num_gpus()));
  context.communicator = [&session, device = context.device](Reduction reduction) {
    if (session.size() > 1) return session.communicator(device, {.reduction = reduction});
    return make_nccl_communicator({0, 1, device}, make_nccl_id(), {.reduction = reduction});
  };
  return context;
}

/// 0 when the tests passed on all ranks.
int run_everywhere(const MpiSession& session, const RankContext& context) {
  at::Tensor num_failed = at::full({1}, run_rank_tests(context), at::kLong);
  session.communicator(at::kCPU)->sum(num_failed);
  return num_failed.item<int64_t>() == 0 ? 0 : 1;
}

int run(const Arguments& arguments) {
  if (arguments.device == at::kCUDA && num_gpus() == 0) {
    std::printf("not run: no GPU\n");
    return kNotRun;
  }
  if (arguments.ranks_per_node > 0) {
    setenv("TANDEM_RANKS_PER_NODE", std::to_string(arguments.ranks_per_node).c_str(), 1);
  }
  const MpiSession session;
  if (session.size() != arguments.ranks) {
    std::fprintf(stderr, "expected %d ranks, got %d\n", static_cast<int>(arguments.ranks),
                 static_cast<int>(session.size()));
    session.abort(1);
  }
  if (session.may_end_with_code() != (session.size() == 1)) {
    std::fprintf(stderr, "may_end_with_code is wrong for %d ranks of mpirun\n",
                 static_cast<int>(session.size()));
    session.abort(1);
  }
  try {
    return run_everywhere(session, make_context(session, arguments));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    session.abort(1);
  }
}

}  // namespace
}  // namespace tandem::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // A rank that throws ends the job: the others may be waiting for it inside a test.
  GTEST_FLAG_SET(catch_exceptions, false);
  if (argc != 4) return 64;
  return tandem::test::run({std::atoll(argv[1]), std::atoll(argv[2]),
                            std::string(argv[3]) == "cuda" ? at::kCUDA : at::kCPU});
}
