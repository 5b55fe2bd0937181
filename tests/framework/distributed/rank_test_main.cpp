// Runs the same tests on every rank of a job, and fails on all ranks if one fails:
// rank_tests <ranks> <ranks per node, 0 for all> <cpu|cuda>. Started by CTest through mpirun.
#include <ATen/Context.h>
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

#include "framework/core/log.h"
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

class RankTest : public testing::Test {
 public:
  RankTest(RankTestBody body, const RankContext& context) : body_(body), context_(context) {}
  void TestBody() override { body_(context_); }

 private:
  RankTestBody body_;
  const RankContext& context_;
};

/// Prints what failed, naming the rank: all ranks write to one terminal.
class FailurePrinter : public testing::EmptyTestEventListener {
 public:
  explicit FailurePrinter(int64_t rank) : rank_(rank) {}

 private:
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    std::fprintf(stderr, "rank %d: %s:%d: %s\n", static_cast<int>(rank_), result.file_name(),
                 result.line_number(), result.message());
  }

  int64_t rank_;
};

bool shares_memory(const Arguments& arguments) {
  if (arguments.device != at::kCPU) return false;
  const int64_t per_node =
      arguments.ranks_per_node == 0 ? arguments.ranks : arguments.ranks_per_node;
  return per_node > 1 && arguments.ranks % per_node == 0;
}

RankContext make_context(const MpiSession& session, const Arguments& arguments) {
  RankContext context{
      session.rank(), session.size(), arguments.device, shares_memory(arguments), {}};
  if (arguments.device == at::kCPU) {
    context.communicator = [&](bool native) { return session.communicator(at::kCPU, native); };
    return context;
  }
  const auto num_devices = std::max<int64_t>(1, static_cast<int64_t>(at::getNumGPUs()));
  context.device =
      at::Device(at::kCUDA, static_cast<at::DeviceIndex>(session.rank() % num_devices));
  context.communicator = [&session, device = context.device](bool native) {
    if (session.size() > 1) return session.communicator(device, native);
    return make_nccl_communicator({0, 1, device, native}, make_nccl_id());
  };
  return context;
}

/// Several ranks on one GPU: NCCL refuses that within one host, so each gets a host of its own.
void prepare_nccl(int64_t num_devices, int64_t num_ranks) {
  if (num_devices >= num_ranks) return;
  const char* rank = std::getenv("OMPI_COMM_WORLD_RANK");
  setenv("NCCL_HOSTID", ("rank" + std::string(rank == nullptr ? "0" : rank)).c_str(), 1);
  for (const auto& [name, value] : {std::pair("NCCL_SOCKET_IFNAME", "lo"),
                                    {"NCCL_IB_DISABLE", "1"},
                                    {"NCCL_MNNVL_ENABLE", "0"},
                                    {"NCCL_RAS_ENABLE", "0"},
                                    {"NCCL_MAX_CTAS", "2"}}) {
    setenv(name, value, 1);
  }
}

/// 0 when the tests passed on all ranks.
int run_everywhere(const MpiSession& session, const RankContext& context) {
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  if (session.rank() != 0) delete listeners.Release(listeners.default_result_printer());
  if (session.rank() != 0) listeners.Append(new FailurePrinter(session.rank()));
  register_collective_tests(context);
  register_ordered_sum_tests(context);
  register_misuse_tests(context);
  at::Tensor num_failed = at::full({1}, RUN_ALL_TESTS(), at::kLong);
  session.communicator(at::kCPU)->sum(num_failed);
  return num_failed.item<int64_t>() == 0 ? 0 : 1;
}

int run(const Arguments& arguments) {
  if (arguments.device == at::kCUDA) {
    const auto num_devices = static_cast<int64_t>(at::getNumGPUs());
    if (num_devices == 0) {
      std::printf("NOT RUN: no GPU\n");
      return kNotRun;
    }
    prepare_nccl(num_devices, arguments.ranks);
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
  try {
    return run_everywhere(session, make_context(session, arguments));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    session.abort(1);
  }
}

}  // namespace

void register_rank_test(const char* suite, const char* name, RankTestBody body,
                        const RankContext& context) {
  testing::RegisterTest(suite, name, nullptr, nullptr, __FILE__, __LINE__,
                        [=, &context] { return new RankTest(body, context); });
}

}  // namespace tandem::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // A rank that throws ends the job: the others may be waiting for it inside a test.
  GTEST_FLAG_SET(catch_exceptions, false);
  if (argc != 4) return 64;
  return tandem::test::run({std::atoll(argv[1]), std::atoll(argv[2]),
                            std::string(argv[3]) == "cuda" ? at::kCUDA : at::kCPU});
}
