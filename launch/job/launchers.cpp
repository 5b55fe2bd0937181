#include "launch/job/launchers.h"

#include <array>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/job/core_count.h"

namespace tandem {
namespace {

enum class LauncherKind { kFitting, kLocal, kMpirun, kSrun };

constexpr std::array<Choice<LauncherKind>, 4> kLauncherKinds = {{{"", LauncherKind::kFitting},
                                                                 {"local", LauncherKind::kLocal},
                                                                 {"mpirun", LauncherKind::kMpirun},
                                                                 {"srun", LauncherKind::kSrun}}};

[[noreturn]] void refuse(const LauncherRequest& request, const std::string& expected) {
  throw UsageError({.what = "ranks cannot be started like this",
                    .where = "--launcher",
                    .expected = expected,
                    .got = request.launcher});
}

LauncherKind kind_of(const LauncherRequest& request) {
  for (const auto& [name, kind] : kLauncherKinds) {
    if (name == request.launcher) return kind;
  }
  refuse(request, "local, mpirun or srun");
}

}  // namespace

std::unique_ptr<JobLauncher> parallel_launcher(const LauncherRequest& request) {
  const LauncherKind kind = kind_of(request);
  if (kind == LauncherKind::kLocal) {
    if (!request.hosts.empty()) refuse(request, "another launcher, for other hosts");
    return make_local_launcher();
  }
  if (kind == LauncherKind::kMpirun) return make_mpirun_launcher(request, count_cores());
  if (const auto allocation = slurm_allocation()) return make_srun_launcher(request, *allocation);
  if (kind == LauncherKind::kSrun) {
    refuse(request, "an allocation of Slurm around this process: sbatch, salloc, tandem submit");
  }
  return make_mpirun_launcher(request, count_cores());
}

std::unique_ptr<JobLauncher> launcher_for(int64_t ranks, const LauncherRequest& request) {
  const bool is_single = ranks == 1 && request.hosts.empty() && request.launcher.empty();
  if (is_single && !slurm_allocation()) return make_local_launcher();
  if (ranks > 1 && kind_of(request) == LauncherKind::kLocal) {
    refuse(request, "another launcher, for " + std::to_string(ranks) + " ranks");
  }
  return parallel_launcher(request);
}

}  // namespace tandem
