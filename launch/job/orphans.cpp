#include "launch/job/orphans.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

/// The parent of a process, as "/proc/PID/stat" has it behind its name and state; 0: it has ended.
pid_t parent_of(const std::filesystem::path& process) {
  std::ifstream file(process / "stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The name is in parentheses and may hold anything.
  const size_t name_end = text.rfind(") ");
  if (name_end == std::string::npos || name_end + 4 >= text.size()) return 0;
  return static_cast<pid_t>(std::strtol(text.c_str() + name_end + 4, nullptr, 10));
}

std::vector<pid_t> own_children() {
  std::vector<pid_t> children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (!std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) continue;
    if (parent_of(entry.path()) == ::getpid()) children.push_back(std::stoi(name));
  }
  return children;
}

/// Takes the ends of those that have ended. Whether any goes on.
bool are_any_left() {
  for (;;) {
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended <= 0) return ended == 0;
  }
}

/// Whether all have ended within the time.
bool wait_for_all(std::chrono::milliseconds patience) {
  const auto limit = Clock::now() + patience;
  while (are_any_left()) {
    if (Clock::now() >= limit) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace

Orphans::Orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

Orphans::~Orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 0); }

size_t Orphans::end(std::chrono::milliseconds patience) {
  if (wait_for_all(patience)) return 0;
  // Until it is waited for, the process id of a child cannot be given to another process.
  const std::vector<pid_t> left = own_children();
  for (const pid_t pid : left) ::kill(pid, SIGKILL);
  // A process in a read that never returns cannot be killed; it is not waited for.
  constexpr std::chrono::seconds kDeathTime{5};
  wait_for_all(kDeathTime);
  return left.size();
}

}  // namespace tandem
