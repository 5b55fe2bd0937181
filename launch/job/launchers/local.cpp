// One rank of this machine: the program itself, without MPI.
#include <csignal>

#include "launch/job/launcher_kind.h"

namespace tandem {
namespace {

class LocalLauncher : public JobLauncher {
 public:
  std::string name() const override { return "this machine"; }
  bool reaches_other_hosts() const override { return false; }
  std::optional<int64_t> num_slots() const override { return 1; }
  void check(const Job&) const override {}
  std::vector<std::string> arguments(const Job& job) const override { return job.program; }
  int stop_signal() const override { return SIGUSR1; }
  /// SIGTERM would be one more request to stop.
  void give_up(ChildProcess& process) const override { process.send(SIGKILL); }

  std::optional<LostRank> find_lost_rank(const ProcessEnd& end, const std::string&) const override {
    if (end.signal == 0) return std::nullopt;
    return LostRank{.rank = 0, .signal = end.signal};
  }
};

std::string obstacle(const LauncherRequest& request, const LaunchPlace&) {
  return request.hosts.empty() ? "" : "another launcher, for other hosts";
}

std::unique_ptr<JobLauncher> make(const LauncherRequest&, const LaunchPlace&) {
  return std::make_unique<LocalLauncher>();
}

}  // namespace

LauncherKind local_launcher() {
  return {.name = "local",
          .sentence = "one rank of this machine, without MPI",
          .starts_many = false,
          .turn = 20,
          .obstacle = obstacle,
          .make = make};
}

}  // namespace tandem
