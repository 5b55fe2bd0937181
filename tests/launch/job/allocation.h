// An environment as Slurm leaves it for a job, while it lives.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>

#include "tests/support/environment_variable.h"

namespace tandem::testing_support {

class AllocationVariables {
 public:
  /// Everything else that an allocation around the test may have set is hidden.
  explicit AllocationVariables(const std::map<std::string, std::string>& variables) {
    for (const char* name :
         {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_JOB_NODELIST",
          "SLURM_JOB_CPUS_PER_NODE", "SLURM_NTASKS", "SLURM_TASKS_PER_NODE", "SLURM_CPUS_PER_TASK",
          "SLURM_GPUS_ON_NODE", "SLURM_STEP_ID", "SLURMD_NODENAME"}) {
      const auto found = variables.find(name);
      variables_.emplace_back(
          name, found == variables.end() ? std::nullopt : std::optional(found->second));
    }
  }

 private:
  std::list<EnvironmentVariable> variables_;
};

}  // namespace tandem::testing_support
