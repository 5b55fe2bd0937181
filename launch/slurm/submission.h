// What `tandem submit` hands to Slurm: the options that describe the allocation, the script, the
// call.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "launch/command.h"

namespace tandem {

/// Adds --nodes, --time and the others that describe an allocation, and --dry-run.
void add_allocation_options(boost::program_options::options_description& options);

/// What is to be computed in the allocation.
struct Submission {
  std::string name;
  std::filesystem::path directory;  // of a run or a sweep
  std::filesystem::path logs;       // of the same
  Arguments command;                // of tandem, which goes on in that directory
  std::optional<int64_t> num_jobs;  // that do so beside each other; nothing: one
};

/// The script that Slurm runs where it has found nodes for a job.
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

/// How many ranks an allocation of these options has places for at most; nothing: Slurm decides.
std::optional<int64_t> most_places(const CommandCall& call);

/// The batch script of a call with these options. Throws UsageError.
std::string script_of(const CommandCall& call, const Submission& submission);

/// Throws FileError where sbatch is not to be found: before anything is made that it would be
/// handed.
void check_sbatch();

/// Writes the script into the directory, which is there, and hands it to sbatch, whose answer is
/// printed. Throws Error with that answer where it is refused.
void submit_script(const std::string& script, const Submission& submission);

}  // namespace tandem
