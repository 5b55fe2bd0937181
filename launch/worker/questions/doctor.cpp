// doctor: what LibTorch and the libraries beside it are, and whether ranks can sum a tensor.
#include <ATen/ATen.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <algorithm>
#include <iostream>

#include "framework/core/error.h"
#include "framework/device/gpu.h"
#include "framework/distributed/nccl_communicator.h"
#include "launch/job/core_count.h"
#include "launch/version.h"
#include "launch/worker/machine.h"
#include "launch/worker/numerics.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

void print_findings() {
  std::cout << "tandem      " << kVersion << " (" << kBuild << ")\n"
            << "LibTorch    " << TORCH_VERSION << ", CPU capability " << at::get_cpu_capability()
            << '\n'
            << "arithmetic  " << fixed_computation(at::kCPU)
            << " (a small fixed computation: the same where runs are)\n"
            << "cores       " << count_cores() << '\n'
            << "GPUs        " << num_gpus() << '\n';
  for (int64_t index = 0; index < num_gpus(); ++index) {
    const Gpu found = gpu(index);
    std::cout << "            " << index << ": " << found.name << " (" << found.uuid << ")\n";
  }
  for (const auto& [name, version] : gpu_library_versions()) {
    std::cout << name << std::string(12 - std::min<size_t>(name.size(), 11), ' ') << version
              << '\n';
  }
  std::cout << "NCCL        " << nccl_version() << '\n'
            << "MPI         " << mpi_library_version() << '\n'
            << "HDF5        " << hdf5_library_version() << '\n';
}

/// Whether the sum over all ranks is right; rank 0 says so. Collective.
ExitCode reduce(const MpiSession& session) {
  const auto communicator = session.communicator(at::kCPU);
  at::Tensor values = communicator->allocate(1000);
  values.fill_(static_cast<float>(session.rank() + 1));
  communicator->sum_ordered(values);
  const auto expected = static_cast<float>(session.size() * (session.size() + 1)) / 2;
  const bool right = values.eq(expected).all().item<bool>();
  if (session.rank() == 0) {
    std::cout << "reduction   " << session.size() << " ranks "
              << (right ? "sum a tensor correctly" : "give a wrong sum") << '\n';
  }
  return right ? ExitCode::kDone : ExitCode::kInternal;
}

boost::program_options::options_description command_options() {
  auto options = no_options();
  options.add_options()("reduce", "sum a tensor over all ranks");
  return options;
}

ExitCode answer(const CommandCall& call) {
  return on_all_ranks([&](const MpiSession& session) {
    if (call.has("reduce")) return reduce(session);
    print_findings();
    return ExitCode::kDone;
  });
}

}  // namespace

Command doctor_worker_command() {
  return {.program = "tandem-worker",
          .name = "doctor",
          .usage = "[--reduce]",
          .sentence = "Answer what LibTorch and the libraries beside it are.",
          .place = 14,
          .options = command_options,
          .run = answer};
}

}  // namespace tandem
