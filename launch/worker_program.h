// The program `tandem-worker`, which lies beside `tandem` and does what needs LibTorch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

/// Path of `tandem-worker`, in the directory of the running program. Throws FileError when there is
/// none.
std::string worker_path();

/// Replaces this process by the worker with these arguments: its output, its exit code, its
/// signals. Throws FileError when it cannot be started.
[[noreturn]] void become_worker(const std::vector<std::string>& arguments);

/// What the launcher has to know of a run before it starts ranks.
struct ResolvedRun {
  std::string yaml;  ///< resolved configuration
  std::string name;
  int64_t steps = 0;
  int64_t micro_batches = 1;
  std::string device = "cpu";
  int64_t num_gpus = 0;
  bool shares_gpus = false;  ///< ranks.share_gpus
  int64_t start = 0;         ///< step of the checkpoint that the run goes on from; 0: the beginning
  std::string parent;        ///< the run whose checkpoint that is; empty: its own
};

/// Asks the worker ("config … resolve", "resume …" or "branch …"). The worker explains on standard
/// error what is wrong; `exit_code` then gets its code and the result is empty.
ResolvedRun ask_worker(const std::vector<std::string>& arguments, int& exit_code);

}  // namespace tandem
