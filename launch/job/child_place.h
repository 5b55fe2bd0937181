// Where a child process computes.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// What of this machine a child may use; empty: what this process may.
struct ChildPlace {
  std::vector<int> cores;  // numbers of hardware threads
  std::vector<int> gpus;   // numbers among those that this process sees
};

/// The environment of a child: this one's, with the GPUs of its place.
std::vector<std::string> child_environment(const ChildPlace& place);

}  // namespace tandem
