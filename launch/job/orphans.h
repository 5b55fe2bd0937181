// What a child process leaves behind when it ends before its own children.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <vector>

namespace tandem {

/// While it lives, processes whose parent was a descendant of this one become children of this one
/// when they lose it, and not of the system: none goes on unseen.
class Orphans {
 public:
  Orphans();
  ~Orphans();
  Orphans(const Orphans&) = delete;
  Orphans& operator=(const Orphans&) = delete;

  /// Waits until there are none; what goes on after `patience` is killed. Returns how many were.
  /// Children that were there before this object are left alone, and daemons, which lead a session
  /// of their own; to be called when no other child that was started since is left.
  size_t end(std::chrono::milliseconds patience);

 private:
  std::vector<pid_t> left() const;

  std::vector<pid_t> others_;
};

}  // namespace tandem
