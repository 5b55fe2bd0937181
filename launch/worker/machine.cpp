#include "launch/worker/machine.h"

#include <ATen/ATen.h>
#include <H5public.h>
#include <mpi.h>
#include <torch/version.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/device/gpu.h"
#include "framework/distributed/nccl_communicator.h"
#include "launch/job/core_count.h"
#include "launch/version.h"
#include "launch/worker/numerics.h"

namespace tandem {
namespace {

/// The first bytes of a file; none where there is no such file.
std::string front_of(const std::filesystem::path& path) {
  std::array<char, 100> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  return {bytes.data(), static_cast<size_t>(file.gcount())};
}

CpuInfo cpu_info() {
  try {
    return parse_cpu_info(read_file("/proc/cpuinfo"));
  } catch (const FileError&) {
    return {};
  }
}

}  // namespace

std::string mpi_library_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  // One of the few calls that MPI allows before it is initialised.
  if (MPI_Get_library_version(text.data(), &length) != MPI_SUCCESS) return "unknown";
  const std::string whole(text.data());
  // Open MPI adds who built it and when, which differs between equal versions.
  return whole.substr(0, whole.find(','));
}

std::string hdf5_library_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

MachineFacts examine_machine() {
  const NumericsOptions numerics;
  set_numerics_environment(numerics);
  configure_numerics(numerics);
  const CpuInfo cpu = cpu_info();
  MachineFacts facts{.version = std::string(kVersion) + " (" + kBuild + ")",
                     .program = digest_of_file("/proc/self/exe"),
                     .libraries = std::string("LibTorch ") + TORCH_VERSION + ", " +
                                  mpi_library_version() + ", HDF5 " + hdf5_library_version() +
                                  ", NCCL " + nccl_version(),
                     .cpu = cpu.model.empty() ? "unknown" : cpu.model,
                     .instruction_sets = joined(cpu.instruction_sets, {}, " "),
                     .arithmetic = fixed_computation(at::kCPU),
                     .cores = count_cores(),
                     .gpu_libraries = joined(gpu_library_versions(), [](const auto& library) {
                       return library.first + " " + library.second;
                     })};
  for (int64_t index = 0; index < num_gpus(); ++index) facts.gpus.push_back(gpu(index).name);
  return facts;
}

DirectoryFacts examine_directory(const std::filesystem::path& directory,
                                 const std::filesystem::path& file) {
  DirectoryFacts facts{.free_bytes = free_bytes(directory).value_or(-1)};
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    facts.problem = "is not there";
  } else if (::access(directory.c_str(), W_OK | X_OK) != 0) {
    // To make a file in a directory one must be allowed to search it, too.
    facts.problem = std::string("cannot be written to (") + std::strerror(errno) + ")";
  }
  if (!file.empty()) facts.token = front_of(file);
  return facts;
}

}  // namespace tandem
