// Ranks that srun starts as a step of the allocation that this process is in.
#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstring>
#include <iterator>
#include <string_view>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/job/hosts.h"
#include "launch/job/launcher_kind.h"

namespace tandem {
namespace {

constexpr std::string_view kError = "srun: error: ";

/// The signal that srun calls by these first words; 0: none.
int signal_called(std::string_view words) {
  constexpr int kLast = 31;
  for (int signal = 1; signal <= kLast; ++signal) {
    if (words.starts_with(::strsignal(signal))) return signal;
  }
  return 0;
}

/// Whether Slurm says that it ends the step, and so the tasks that are named behind.
bool ends_all(const std::string& line) {
  for (const char* words : {"Terminating StepId", "Job step aborted", "CANCELLED AT"}) {
    if (line.find(words) != std::string::npos) return true;
  }
  return false;
}

/// What "n2: task 3: Killed" or "n2: tasks 2-3: Killed" tells of the first of these tasks.
std::optional<LostRank> lost_in(std::string_view notice) {
  for (const std::string_view word : {": task ", ": tasks "}) {
    const size_t found = notice.find(word);
    if (found == std::string_view::npos) continue;
    const std::string_view rest = notice.substr(found + word.size());
    const size_t colon = rest.find(": ");
    size_t rank = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), rank);
    if (colon == std::string_view::npos || error != std::errc{}) continue;
    const int signal = signal_called(rest.substr(colon + 2));
    if (signal != 0) return LostRank{.rank = rank, .signal = signal};
  }
  return std::nullopt;
}

class SrunLauncher : public JobLauncher {
 public:
  SrunLauncher(LauncherRequest request, SlurmAllocation allocation)
      : request_(std::move(request)), allocation_(std::move(allocation)) {
    if (request_.hosts.empty()) return;
    allocation_.slots_per_node.clear();
    for (const auto& [host, count] : parse_hosts(request_.hosts)) {
      hosts_.push_back(host);
      allocation_.slots_per_node.push_back(count);
    }
  }

  std::string name() const override { return "srun"; }
  bool passes_on_codes() const override { return true; }
  std::optional<int64_t> num_slots() const override;
  /// Those of the hosts; nothing where it cannot be told which of the nodes has how many.
  std::optional<int64_t> num_cpus() const override;
  void check(const Job&) const override {}
  std::vector<std::string> arguments(const Job& job) const override;
  /// It leaves the job running.
  int stop_signal() const override { return SIGUSR1; }
  /// It ends its ranks with SIGKILL.
  void give_up(ChildProcess& process) const override { process.send(SIGTERM); }
  /// It names the tasks that were ended by a signal, those that Slurm ends itself behind others.
  std::optional<LostRank> find_lost_rank(const ProcessEnd& end,
                                         const std::string& output) const override;
  std::string find_lost_host(const std::string& output) const override;

 private:
  int64_t num_nodes(int64_t ranks) const;
  std::vector<std::string> place_of(const Job& job) const;

  LauncherRequest request_;
  SlurmAllocation allocation_;
  std::vector<std::string> hosts_;  // a part of the allocation; empty: all of it
};

/// Throws UsageError for hosts with different counts: srun is told how many ranks there are, and
/// shares them out evenly.
std::optional<int64_t> SrunLauncher::num_slots() const {
  const auto& slots = allocation_.slots_per_node;
  if (!hosts_.empty() && std::ranges::count(slots, slots.front()) != std::ssize(slots)) {
    throw UsageError({.what = "srun starts equally many ranks on every host",
                      .where = "--hosts",
                      .expected = "equal counts, like a:4,b:4",
                      .got = "'" + request_.hosts + "'",
                      .advice = "--launcher mpirun takes other counts."});
  }
  return allocation_.num_slots();
}

std::optional<int64_t> SrunLauncher::num_cpus() const {
  const auto& cpus = allocation_.cpus_per_node;
  if (hosts_.empty()) return allocation_.num_cpus();
  const bool are_alike = std::ranges::count(cpus, cpus.front()) == std::ssize(cpus);
  return are_alike ? std::optional(cpus.front() * std::ssize(hosts_)) : std::nullopt;
}

/// The first nodes that have slots for all, so that ranks are as near as can be.
int64_t SrunLauncher::num_nodes(int64_t ranks) const {
  int64_t nodes = 0;
  int64_t slots = 0;
  for (const int64_t count : allocation_.slots_per_node) {
    if (slots >= ranks) break;
    slots += count;
    ++nodes;
  }
  return std::min(nodes, ranks);
}

/// Where the ranks run, and on how much of it.
std::vector<std::string> SrunLauncher::place_of(const Job& job) const {
  const int64_t nodes = num_nodes(job.ranks);
  const int64_t cpus = num_cpus().value_or(allocation_.num_cpus());
  const bool has_cpus_each =
      job.ranks <= allocation_.num_slots() && job.ranks * allocation_.cpus_per_task <= cpus;
  std::vector<std::string> words = {
      "--nodes=" + std::to_string(nodes), "--ntasks=" + std::to_string(job.ranks),
      // Ranks are numbered node by node; tasks are to have the same numbers.
      "--distribution=block",
      // Ranks that take turns are content with one CPU.
      "--cpus-per-task=" + std::to_string(has_cpus_each ? allocation_.cpus_per_task : 1)};
  if (job.ranks > cpus) words.push_back("--overcommit");
  if (!hosts_.empty()) {
    // Other steps share what is left.
    words.insert(words.end(), {"--exact", "--nodelist=" + joined(hosts_, {}, ",")});
    const int64_t ranks_per_node = (job.ranks + nodes - 1) / nodes;
    if (allocation_.gpus_per_node > 0) {
      words.push_back("--gpus-per-node=" + std::to_string(ranks_per_node));
    }
  }
  // The step around this process holds everything already.
  if (allocation_.is_in_step) words.push_back("--overlap");
  return words;
}

std::vector<std::string> SrunLauncher::arguments(const Job& job) const {
  std::vector<std::string> words = {"srun"};
  const std::vector<std::string> place = place_of(job);
  words.insert(words.end(), place.begin(), place.end());
  // Without kill-on-bad-exit the others would wait for a rank that has crashed.
  words.insert(words.end(), {"--mpi=pmix", "--kill-on-bad-exit=1", "--export=ALL"});
  if (job.is_quiet) words.push_back("--quiet");
  words.insert(words.end(), request_.arguments.begin(), request_.arguments.end());
  words.insert(words.end(), job.program.begin(), job.program.end());
  return words;
}

std::optional<LostRank> SrunLauncher::find_lost_rank(const ProcessEnd& end,
                                                     const std::string& output) const {
  for (const std::string& line : split(output, '\n')) {
    if (ends_all(line)) break;
    if (!line.starts_with(kError)) continue;
    if (auto lost = lost_in(std::string_view(line).substr(kError.size()))) return lost;
  }
  return lost_by_code(end);
}

std::string SrunLauncher::find_lost_host(const std::string& output) const {
  constexpr std::string_view kFailure = "Node failure on ";
  for (const std::string& line : split(output, '\n')) {
    if (!line.starts_with(kError)) continue;
    const std::string_view notice = std::string_view(line).substr(kError.size());
    if (notice.starts_with(kFailure)) return std::string(notice.substr(kFailure.size()));
  }
  return "";
}

std::string obstacle(const LauncherRequest&, const LaunchPlace& place) {
  if (place.allocation()) return "";
  return "an allocation of Slurm around this process: sbatch, salloc, tandem submit";
}

std::unique_ptr<JobLauncher> make(const LauncherRequest& request, const LaunchPlace& place) {
  return std::make_unique<SrunLauncher>(request, place.allocation().value());
}

}  // namespace

LauncherKind srun_launcher() {
  return {.name = "srun",
          .sentence = "a step of the allocation of Slurm around this process, with its environment",
          .turn = 10,
          .obstacle = obstacle,
          .make = make};
}

}  // namespace tandem
