#include "framework/runs/slurm_paths.h"

namespace tandem {

std::string slurm_log_name(const std::string& job) { return "slurm-" + job + ".log"; }

}  // namespace tandem
