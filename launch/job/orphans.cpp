#include "launch/job/orphans.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "framework/core/number_in.h"
#include "framework/core/process.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<pid_t> own_children() {
  std::vector<pid_t> children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const auto pid = number_in<pid_t>(entry.path().filename().string());
    if (pid && process_parent(*pid) == ::getpid()) children.push_back(*pid);
  }
  return children;
}

/// Whether it has begun a session of its own, as the connections do that ssh keeps for later calls:
/// it is to outlive whoever started it. Neither ranks nor what starts them here does so.
bool is_daemon(pid_t pid) { return ::getsid(pid) == pid; }

}  // namespace

Orphans::Orphans() : others_(own_children()) { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

Orphans::~Orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 0); }

size_t Orphans::end(std::chrono::milliseconds patience) {
  // A process in a read that never returns cannot be killed; it is not waited for longer.
  constexpr std::chrono::seconds kDeathTime{5};
  const auto begin = Clock::now();
  std::set<pid_t> killed;
  for (std::vector<pid_t> going_on = left(); !going_on.empty(); going_on = left()) {
    const auto time = Clock::now() - begin;
    if (time > patience + kDeathTime) break;
    if (time >= patience) {
      // Until it is waited for, the process id of a child cannot be given to another process.
      for (const pid_t pid : going_on) ::kill(pid, SIGKILL);
      killed.insert(going_on.begin(), going_on.end());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return killed.size();
}

/// Takes the ends of those that have ended, and names those that go on and are no daemons.
std::vector<pid_t> Orphans::left() const {
  std::vector<pid_t> all = own_children();
  std::erase_if(all, [this](pid_t pid) {
    // 0: it goes on. Its number: its end is taken. -1: it is no child any more.
    return std::ranges::find(others_, pid) != others_.end() ||
           ::waitpid(pid, nullptr, WNOHANG) != 0 || is_daemon(pid);
  });
  return all;
}

}  // namespace tandem
