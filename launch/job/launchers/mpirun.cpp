// Ranks that mpirun of Open MPI starts, on this machine or on hosts.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "framework/core/error.h"
#include "launch/job/hosts.h"
#include "launch/job/launcher_kind.h"

namespace tandem {
namespace {

bool is_one(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && std::string_view(value) == "1";
}

/// The next word of `text`, which is taken off it.
std::string_view take_word(std::string_view& text) {
  constexpr std::string_view kSpace = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kSpace));
  text.remove_prefix(word.size());
  return word;
}

/// What mpirun says of a rank that a signal ended, in the midst of whatever ranks print: read by
/// hand, because the library's regular expressions need stack for every letter of a text.
std::optional<LostRank> noticed_rank(std::string_view output) {
  constexpr std::string_view kBegin = "process rank ";
  // mpirun breaks its lines anywhere. A hash is a number, an asterisk any word.
  constexpr auto kNotice = std::to_array<std::string_view>(
      {"#", "with", "PID", "#", "on", "node", "*", "exited", "on", "signal", "#"});
  for (size_t begin = output.find(kBegin); begin != std::string_view::npos;
       begin = output.find(kBegin, begin)) {
    begin += kBegin.size();
    std::string_view rest = output.substr(begin);
    std::vector<int> numbers;
    std::string host;
    const bool is_notice = std::ranges::all_of(kNotice, [&](std::string_view expected) {
      const std::string_view word = take_word(rest);
      if (expected == "*") host = word;
      if (expected != "#") return expected == "*" ? !word.empty() : word == expected;
      int number = -1;
      std::from_chars(word.data(), word.data() + word.size(), number);
      numbers.push_back(number);
      return number >= 0;
    });
    if (is_notice) {
      return LostRank{.rank = static_cast<size_t>(numbers.front()),
                      .signal = numbers.back(),
                      .pid = numbers.at(1),
                      .host = host};
    }
  }
  return std::nullopt;
}

class MpirunLauncher : public JobLauncher {
 public:
  MpirunLauncher(LauncherRequest request, int64_t num_cores)
      : request_(std::move(request)), num_cores_(num_cores) {}

  std::string name() const override { return "mpirun"; }
  bool has_agent() const override { return true; }
  /// Where no hosts are named it takes those of an allocation.
  bool reaches_other_hosts() const override {
    return !request_.hosts.empty() || is_in_allocation();
  }
  /// The slots of the hosts; one without a number has one.
  std::optional<int64_t> num_slots() const override;
  /// Open MPI starts nothing as root without its two variables.
  void check(const Job& job) const override;
  std::vector<std::string> arguments(const Job& job) const override;
  /// It leaves the job running.
  int stop_signal() const override { return SIGUSR1; }
  /// It ends its ranks with SIGTERM, and within about a second with SIGKILL.
  void give_up(ChildProcess& process) const override { process.send(SIGTERM); }
  std::optional<LostRank> find_lost_rank(const ProcessEnd& end,
                                         const std::string& output) const override;
  std::string find_lost_host(const std::string& output) const override;

 private:
  LauncherRequest request_;
  int64_t num_cores_;
};

std::optional<int64_t> MpirunLauncher::num_slots() const {
  if (request_.hosts.empty()) return std::nullopt;
  int64_t slots = 0;
  for (const auto& [host, count] : parse_hosts(request_.hosts)) slots += count;
  return slots;
}

void MpirunLauncher::check(const Job& job) const {
  constexpr const char* kAllow = "OMPI_ALLOW_RUN_AS_ROOT";
  constexpr const char* kConfirm = "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM";
  if (::geteuid() != 0 || (is_one(kAllow) && is_one(kConfirm))) return;
  throw UsageError({.what = "Open MPI refuses to run as root",
                    .where = "starting " + std::to_string(job.ranks) + " ranks",
                    .expected = "an ordinary user",
                    .got = "root",
                    .advice = "Run as an ordinary user, or use --ranks 1, or set both " +
                              std::string(kAllow) + "=1 and " + kConfirm +
                              "=1 if you know that root is right, as in a container."});
}

std::vector<std::string> MpirunLauncher::arguments(const Job& job) const {
  // Two independent jobs bound by core would sit on the same core. The keepalive values end a job
  // within seconds of losing a host; by default it takes minutes.
  std::vector<std::string> arguments = {"mpirun",
                                        "--bind-to",
                                        "none",
                                        "--mca",
                                        "oob_tcp_keepalive_time",
                                        "5",
                                        "--mca",
                                        "oob_tcp_keepalive_intvl",
                                        "2",
                                        "--mca",
                                        "oob_tcp_keepalive_probes",
                                        "3",
                                        "-np",
                                        std::to_string(job.ranks)};
  // mpirun counts cores, also where the ranks work on GPUs.
  if (job.ranks > num_slots().value_or(num_cores_)) arguments.push_back("--oversubscribe");
  if (job.is_quiet) arguments.push_back("--quiet");
  if (!request_.hosts.empty()) {
    arguments.insert(arguments.end(), {"--host", request_.hosts});
    // What lets HDF5 read from a file system without locks is to hold on all hosts.
    if (std::getenv("HDF5_USE_FILE_LOCKING") != nullptr) {
      arguments.insert(arguments.end(), {"-x", "HDF5_USE_FILE_LOCKING"});
    }
  }
  for (const std::string& name : request_.variables) {
    arguments.insert(arguments.end(), {"-x", name});
  }
  arguments.insert(arguments.end(), request_.arguments.begin(), request_.arguments.end());
  arguments.insert(arguments.end(), job.program.begin(), job.program.end());
  return arguments;
}

std::optional<LostRank> MpirunLauncher::find_lost_rank(const ProcessEnd& end,
                                                       const std::string& output) const {
  if (auto noticed = noticed_rank(output)) return noticed;
  // The notice can get lost on its way through mpirun.
  return lost_by_code(end);
}

std::string MpirunLauncher::find_lost_host(const std::string& output) const {
  constexpr std::string_view kNotice = "lost communication with a remote daemon";
  constexpr std::string_view kName = " on node ";
  size_t begin = output.find(kNotice);
  // The daemon of this side is named first.
  if (begin != std::string::npos) begin = output.find("Remote daemon:", begin);
  if (begin != std::string::npos) begin = output.find(kName, begin);
  if (begin == std::string::npos) return "";
  begin += kName.size();
  return output.substr(begin, output.find_first_of(" \r\n", begin) - begin);
}

std::unique_ptr<JobLauncher> make(const LauncherRequest& request, const LaunchPlace& place) {
  return std::make_unique<MpirunLauncher>(request, place.num_cores());
}

}  // namespace

LauncherKind mpirun_launcher() {
  return {.name = "mpirun",
          .sentence = "ranks of this machine or of hosts, by Open MPI",
          .turn = 30,
          .make = make};
}

}  // namespace tandem
