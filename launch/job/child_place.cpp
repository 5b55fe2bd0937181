#include "launch/job/child_place.h"

#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr const char* kParentVariable = "TANDEM_PARENT";
constexpr const char* kDevicesVariable = "CUDA_VISIBLE_DEVICES";

std::vector<int> allowed_threads() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  std::vector<int> threads;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return threads;
  for (int thread = 0; thread < CPU_SETSIZE; ++thread) {
    if (CPU_ISSET(static_cast<size_t>(thread), &allowed)) threads.push_back(thread);
  }
  return threads;
}

void run_on(const std::vector<int>& threads) {
  cpu_set_t wanted;
  CPU_ZERO(&wanted);
  for (const int thread : threads) CPU_SET(static_cast<size_t>(thread), &wanted);
  if (::sched_setaffinity(0, sizeof(wanted), &wanted) == 0) return;
  throw Error(ExitCode::kInternal,
              {.what = std::string("sched_setaffinity failed (") + std::strerror(errno) + ")"});
}

/// The GPUs of a place as CUDA_VISIBLE_DEVICES is to name them: where this process sees but some of
/// the machine, by the names that it sees them by.
std::string device_names(const std::vector<int>& gpus) {
  const char* visible = std::getenv(kDevicesVariable);
  if (visible == nullptr) return joined(gpus, {}, ",");
  const std::vector<std::string> names = split(visible, ',');
  return joined(
      gpus, [&](int gpu) { return names.at(static_cast<size_t>(gpu)); }, ",");
}

bool sets(const std::string& assignment, const std::string& variable) {
  return assignment.starts_with(variable + "=");
}

}  // namespace

std::vector<std::string> child_environment(const ChildPlace& place) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string assignment = *entry;
    if (sets(assignment, kParentVariable)) continue;
    if (!place.gpus.empty() && sets(assignment, kDevicesVariable)) continue;
    environment.push_back(assignment);
  }
  environment.push_back(std::string(kParentVariable) + "=" + std::to_string(::getpid()));
  if (!place.gpus.empty()) {
    environment.push_back(std::string(kDevicesVariable) + "=" + device_names(place.gpus));
  }
  return environment;
}

CoresOfChildren::CoresOfChildren(const std::vector<int>& cores) {
  if (cores.empty()) return;
  std::vector<int> before = allowed_threads();
  run_on(cores);
  before_ = std::move(before);
}

CoresOfChildren::~CoresOfChildren() {
  if (before_.empty()) return;
  try {
    run_on(before_);
  } catch (const Error& error) {
    log_error(error.what());
  }
}

void end_with_parent() {
  const char* parent = std::getenv(kParentVariable);
  if (parent == nullptr) return;
  const std::string pid = parent;
  ::unsetenv(kParentVariable);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  // It may have ended before the request was made.
  if (std::to_string(::getppid()) != pid) ::raise(SIGTERM);
}

}  // namespace tandem
