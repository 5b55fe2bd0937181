#include "launch/job/core_count.h"

#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "framework/core/process.h"

namespace tandem {
namespace {

/// The number in a one-line file, or -1.
int64_t read_number(const std::filesystem::path& path) {
  int64_t number = -1;
  std::ifstream file(path);
  return file >> number ? number : -1;
}

}  // namespace

std::vector<int> own_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return {};
  std::set<std::pair<int64_t, int64_t>> cores;
  std::vector<int> first_threads;
  for (int thread = 0; thread < CPU_SETSIZE; ++thread) {
    if (!CPU_ISSET(static_cast<size_t>(thread), &allowed)) continue;
    const std::filesystem::path topology =
        "/sys/devices/system/cpu/cpu" + std::to_string(thread) + "/topology";
    const int64_t core = read_number(topology / "core_id");
    const int64_t package = read_number(topology / "physical_package_id");
    // Without topology every hardware thread counts.
    if (cores.emplace(core < 0 ? -1 : package, core < 0 ? thread : core).second) {
      first_threads.push_back(thread);
    }
  }
  return first_threads;
}

int64_t count_cores() {
  auto cores = static_cast<int64_t>(own_cores().size());
  // Where the system does not say, its threads count.
  if (cores == 0) cores = std::max<int64_t>(1, std::thread::hardware_concurrency());
  return std::min(cores, control_group_limit(cores));
}

}  // namespace tandem
