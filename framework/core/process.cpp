#include "framework/core/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <limits>
#include <sstream>

#include "framework/core/files.h"
#include "framework/core/number_in.h"

namespace tandem {
namespace {

/// State, parent and more of a process, as the system writes them behind its name.
std::istringstream facts_of(int64_t pid) {
  const std::string text = read_fleeting_file("/proc/" + std::to_string(pid) + "/stat");
  const size_t name_end = text.rfind(") ");  // the name may hold anything
  return std::istringstream(name_end == std::string::npos ? "" : text.substr(name_end + 2));
}

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// Cores that the control group of this directory may use.
double cores_of_group(const std::filesystem::path& directory) {
  // "<quota> <period>" in microseconds, or "max <period>" (version 2 of control groups).
  std::ifstream file(directory / "cpu.max");
  std::string quota;
  double period = 0.0;
  const bool is_set = (file >> quota >> period) && period > 0.0;
  return is_set ? number_in<double>(quota).value_or(kNoLimit) / period : kNoLimit;
}

/// Bytes of memory that it may use.
double memory_of_group(const std::filesystem::path& directory) {
  std::ifstream file(directory / "memory.max");
  std::string bytes;
  return file >> bytes ? number_in<double>(bytes).value_or(kNoLimit) : kNoLimit;
}

/// The least of what `limit_of` says of the control group of this process and those around it;
/// `root`: see control_group_limit.
double least_limit(const std::filesystem::path& root,
                   double (*limit_of)(const std::filesystem::path& directory)) {
  std::filesystem::path directory = root / "sys/fs/cgroup";
  double least = limit_of(directory);
  // "0::/<path>" is that of version 2; a group has what those around it leave.
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::/")) continue;
    for (const std::filesystem::path& name : std::filesystem::path(line.substr(4))) {
      directory /= name;
      least = std::min(least, limit_of(directory));
    }
  }
  return least;
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string utc_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 32> text{};
  const bool is_known = ::gmtime_r(&now, &parts) != nullptr &&
                        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts) > 0;
  return is_known ? text.data() : "an unknown time";
}

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

char process_state(int64_t pid) {
  char state = '\0';
  facts_of(pid) >> state;
  return state;
}

int64_t process_parent(int64_t pid) {
  char state = '\0';
  int64_t parent = 0;
  facts_of(pid) >> state >> parent;
  return parent;
}

int64_t peak_resident_bytes() {
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? int64_t{usage.ru_maxrss} * 1024 : 0;
}

int64_t usable_memory_bytes(const std::filesystem::path& root) {
  const int64_t machine = int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
  const double share = least_limit(root, memory_of_group);
  return share < static_cast<double>(machine) ? static_cast<int64_t>(share) : machine;
}

int64_t control_group_limit(int64_t otherwise, const std::filesystem::path& root) {
  const double cores = least_limit(root, cores_of_group);
  if (std::isinf(cores)) return otherwise;
  return std::max<int64_t>(1, static_cast<int64_t>(std::ceil(cores)));
}

}  // namespace tandem
