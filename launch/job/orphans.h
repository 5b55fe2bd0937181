// What a child process leaves behind when it ends before its own children.
#pragma once

#include <chrono>
#include <cstddef>

namespace tandem {

/// While it lives, processes whose parent was a descendant of this one become children of this one
/// when they lose it, and not of the system: none goes on unseen.
class Orphans {
 public:
  Orphans();
  ~Orphans();
  Orphans(const Orphans&) = delete;
  Orphans& operator=(const Orphans&) = delete;

  /// Waits until there are none; what goes on after `patience` is killed. Returns how many were. To
  /// be called when no other child of this process is left.
  size_t end(std::chrono::milliseconds patience);
};

}  // namespace tandem
