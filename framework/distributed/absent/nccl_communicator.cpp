// What stands in for NCCL where LibTorch has no CUDA.
#include "framework/distributed/nccl_communicator.h"

#include "framework/core/error.h"

namespace tandem {
namespace {

[[noreturn]] void throw_without_cuda() {
  throw ConfigError({.what = "this tandem was built without CUDA",
                     .where = "device",
                     .expected = "cpu",
                     .got = "cuda",
                     .advice = "Build it with a LibTorch that has libtorch_cuda."});
}

}  // namespace

std::string nccl_version() { return "not built in"; }

std::string make_nccl_id() { throw_without_cuda(); }

void let_ranks_share_a_gpu(int64_t, bool) { throw_without_cuda(); }

std::unique_ptr<Communicator> make_nccl_communicator(const NcclPlace&, const std::string&,
                                                     const CommunicatorOptions&) {
  throw_without_cuda();
}

}  // namespace tandem
