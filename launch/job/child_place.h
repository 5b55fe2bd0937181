// Where a child process computes, and that it does not outlive the process that needs its work.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// What of this machine a child may use; empty: what this process may.
struct ChildPlace {
  std::vector<int> cores;  // numbers of hardware threads
  std::vector<int> gpus;   // numbers among those that this process sees
};

/// The environment of a child: this one's, with the GPUs of its place and the name of this process
/// for end_with_parent.
std::vector<std::string> child_environment(const ChildPlace& place);

/// While it lives, children that are started begin on these cores.
class CoresOfChildren {
 public:
  /// Throws Error where the system refuses.
  explicit CoresOfChildren(const std::vector<int>& cores);
  ~CoresOfChildren();
  CoresOfChildren(const CoresOfChildren&) = delete;
  CoresOfChildren& operator=(const CoresOfChildren&) = delete;

 private:
  std::vector<int> before_;  // empty: nothing was changed
};

/// Asks the system for SIGTERM when the process that gave this one its environment by
/// child_environment ends; a process that is too late for that ends itself. Its own children do not
/// inherit the request.
void end_with_parent();

}  // namespace tandem
