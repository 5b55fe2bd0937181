// Where a child process computes.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// What a child may use; empty: what this process may.
struct ChildPlace {
  std::vector<int> cores;      // numbers of hardware threads
  std::vector<int> gpus;       // numbers among those that this process sees
  std::vector<int> host_gpus;  // on another machine, where its ranks compute; `gpus` is then empty
};

/// The variable by which CUDA is told which GPUs a process may see.
constexpr const char* kVisibleGpus = "CUDA_VISIBLE_DEVICES";

/// The environment of a child: this one's, with the GPUs of its place.
std::vector<std::string> child_environment(const ChildPlace& place);

}  // namespace tandem
