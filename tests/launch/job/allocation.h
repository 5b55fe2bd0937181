// An environment as Slurm leaves it for a job, while it lives.
#pragma once

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace tandem::testing_support {

class AllocationVariables {
 public:
  /// Everything else that an allocation around the test may have set is hidden.
  explicit AllocationVariables(const std::map<std::string, std::string>& variables) {
    for (const char* name :
         {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_JOB_NODELIST",
          "SLURM_JOB_CPUS_PER_NODE", "SLURM_NTASKS", "SLURM_TASKS_PER_NODE", "SLURM_CPUS_PER_TASK",
          "SLURM_GPUS_ON_NODE", "SLURM_STEP_ID", "SLURMD_NODENAME"}) {
      const char* value = std::getenv(name);
      before_[name] = value == nullptr ? std::nullopt : std::optional<std::string>(value);
      const auto found = variables.find(name);
      set(name, found == variables.end() ? std::nullopt : std::optional(found->second));
    }
  }
  ~AllocationVariables() {
    for (const auto& [name, value] : before_) set(name, value);
  }
  AllocationVariables(const AllocationVariables&) = delete;
  AllocationVariables& operator=(const AllocationVariables&) = delete;

 private:
  static void set(const std::string& name, const std::optional<std::string>& value) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }

  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace tandem::testing_support
