#include "launch/job/launchers.h"

#include "launch/job/core_count.h"

namespace tandem {

std::unique_ptr<JobLauncher> parallel_launcher(const std::string& hosts) {
  return make_mpirun_launcher(hosts, count_cores());
}

std::unique_ptr<JobLauncher> launcher_for(int64_t ranks, const std::string& hosts) {
  return ranks == 1 && hosts.empty() ? make_local_launcher() : parallel_launcher(hosts);
}

}  // namespace tandem
