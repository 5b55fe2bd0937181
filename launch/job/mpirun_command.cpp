#include "launch/job/mpirun_command.h"

#include <unistd.h>

#include <cstdlib>
#include <regex>
#include <string_view>

#include "framework/core/error.h"

namespace tandem {
namespace {

bool needs_mpirun(const JobPlan& plan) { return plan.ranks > 1 || !plan.hosts.empty(); }

bool is_one(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

std::vector<std::string> job_arguments(const JobPlan& plan) {
  if (!needs_mpirun(plan)) return plan.program;
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
                                        std::to_string(plan.ranks)};
  if (plan.oversubscribes) arguments.push_back("--oversubscribe");
  if (!plan.hosts.empty()) {
    arguments.push_back("--host");
    arguments.push_back(plan.hosts);
    // What lets HDF5 read from a file system without locks is to hold on all hosts.
    if (std::getenv("HDF5_USE_FILE_LOCKING") != nullptr) {
      arguments.insert(arguments.end(), {"-x", "HDF5_USE_FILE_LOCKING"});
    }
  }
  arguments.insert(arguments.end(), plan.program.begin(), plan.program.end());
  return arguments;
}

void check_may_run_mpi(const JobPlan& plan) {
  constexpr const char* kAllow = "OMPI_ALLOW_RUN_AS_ROOT";
  constexpr const char* kConfirm = "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM";
  if (!needs_mpirun(plan) || ::geteuid() != 0 || (is_one(kAllow) && is_one(kConfirm))) return;
  throw UsageError({.what = "Open MPI refuses to run as root",
                    .where = "starting " + std::to_string(plan.ranks) + " ranks",
                    .expected = "an ordinary user",
                    .got = "root",
                    .advice = "Run as an ordinary user, or use --ranks 1, or set both " +
                              std::string(kAllow) + "=1 and " + kConfirm +
                              "=1 if you know that root is right, as in a container."});
}

std::optional<SignalledRank> find_signalled_rank(const std::string& mpirun_output) {
  static const std::regex kNotice(
      R"(process rank (\d{1,6}) with PID \d+ on node (\S+)\s+exited\s+on\s+signal\s+(\d{1,3}))");
  std::smatch parts;
  if (!std::regex_search(mpirun_output, parts, kNotice)) return std::nullopt;
  return SignalledRank{std::stoi(parts[1]), parts[2], std::stoi(parts[3])};
}

std::string shell_line(const std::vector<std::string>& arguments) {
  static const std::regex kPlain(R"([A-Za-z0-9_@%+=:,./~-]+)");
  std::string line;
  for (const std::string& argument : arguments) {
    if (!line.empty()) line += ' ';
    if (std::regex_match(argument, kPlain) && !argument.starts_with('~')) {
      line += argument;
    } else {
      line += "'" + std::regex_replace(argument, std::regex("'"), R"('\'')") + "'";
    }
  }
  return line;
}

}  // namespace tandem
