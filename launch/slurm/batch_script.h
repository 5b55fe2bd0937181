// The script that Slurm runs where it has found nodes for a job.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

struct BatchScript {
  std::string name;                         // of the job
  std::filesystem::path working_directory;  // of the job
  std::filesystem::path logs;               // folder, which must be there when the job starts
  int64_t signal_seconds = 180;             // before the time limit, for a checkpoint
  std::optional<int64_t> num_jobs;          // tasks of an array; nothing: one job and no array
  std::vector<std::string> allocation;      // "--nodes=1-2", as sbatch takes it
  std::vector<std::string> more;            // further words for sbatch
  std::vector<std::string> command;         // of which the script becomes the process
};

/// The text of the script. Throws UsageError for a word with a line break or another control
/// character, which no line of options can hold.
std::string to_text(const BatchScript& script);

}  // namespace tandem
