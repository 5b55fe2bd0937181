// A job in which rank 1 fails while the others sum: failing_rank <kill|throw|unwind|leave>.
// Started by rank_failure_test through mpirun.
#include <ATen/core/Tensor.h>
#include <signal.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "framework/core/error.h"
#include "framework/distributed/mpi_session.h"

namespace {

void sum_until_rank_1_fails(const tandem::MpiSession& session, const std::string& how) {
  const auto communicator = session.communicator(at::kCPU);
  at::Tensor tensor = communicator->allocate(1000);
  for (int i = 0;; ++i) {
    communicator->sum_ordered(tensor);
    if (session.rank() != 1 || i < 10) continue;
    if (how == "kill") raise(SIGKILL);
    if (how == "leave") return;
    throw std::runtime_error("rank 1 fails on purpose");
  }
}

int run(const std::string& how) {
  const tandem::MpiSession session;
  if (how == "unwind") {
    sum_until_rank_1_fails(session, how);
    return 0;
  }
  try {
    sum_until_rank_1_fails(session, how);
  } catch (const tandem::Error& error) {
    const int exit_code = static_cast<int>(error.exit_code());
    std::fprintf(stderr, "%s\naborts with %d\n", error.what(), exit_code);
    session.abort(exit_code);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    session.abort(70);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
}
