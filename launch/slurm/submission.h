// What `tandem submit` hands to Slurm: the options that describe the allocation, the script, the
// call.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <filesystem>
#include <optional>
#include <string>

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

/// The batch script of a call with these options. Throws UsageError.
std::string script_of(const CommandCall& call, const Submission& submission);

/// Writes the script into the directory, which is there, and hands it to sbatch, whose answer is
/// printed. Throws Error with that answer where it is refused.
void submit_script(const std::string& script, const Submission& submission);

}  // namespace tandem
