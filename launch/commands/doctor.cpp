// doctor: what is installed here and on other hosts, and whether ranks can work together.
#include <boost/program_options/value_semantic.hpp>
#include <chrono>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/doctor/findings.h"
#include "launch/doctor/hosts_examination.h"
#include "launch/job/child_process.h"
#include "launch/job/core_count.h"
#include "launch/job/launchers.h"
#include "launch/launcher_options.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  add_launcher_options(options);
  options.add_options()("deadline", po::value<int64_t>()->value_name("SECONDS")->default_value(20),
                        "how long hosts may take to answer, and to sum a tensor between them");
  return options;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// As it is, or, where it is not good, as something that is missing.
void add(Findings& findings, bool is_good, const Finding& finding) {
  Finding judged = finding;
  if (!is_good) judged.kind = FindingKind::kMissing;
  findings.add(judged);
}

/// What the worker says, which knows LibTorch, CUDA, NCCL and HDF5.
void add_worker(Findings& findings) {
  const CapturedOutput output = capture_output({worker_path(), "doctor"});
  const bool is_good = output.end.is_success();
  std::string text = (is_good ? worker_path() : to_string(output.end)) + "\n" + output.text;
  if (text.ends_with('\n')) text.pop_back();
  add(findings, is_good,
      {.subject = "worker",
       .text = text,
       .advice = "It cannot start: is LibTorch where it was when tandem was built?"});
}

/// Whether there is one that tandem can use.
bool add_mpirun(Findings& findings) {
  try {
    const CapturedOutput output = capture_output({"mpirun", "--version"});
    const bool is_open_mpi = output.text.find("Open MPI") != std::string::npos;
    add(findings, is_open_mpi,
        {.subject = "mpirun",
         .text = first_line(output.text),
         .advice = "tandem needs the mpirun of Open MPI first in PATH."});
    return is_open_mpi;
  } catch (const FileError& error) {
    add(findings, false,
        {.subject = "mpirun",
         .text = error.what(),
         .advice = "Install Open MPI (package openmpi-bin)."});
    return false;
  }
}

/// Has two ranks sum a tensor, started as those of a training are.
void add_reduction(const LauncherRequest& request, Findings& findings) {
  const Job job{.ranks = 2, .program = {worker_path(), "doctor", "--reduce"}};
  const auto launcher = launcher_for(job.ranks, request);
  try {
    launcher->check(job);
  } catch (const UsageError& error) {
    add(findings, false, {.subject = "two ranks", .text = error.what()});
    return;
  }
  const CapturedOutput output = capture_output(launcher->arguments(job));
  const bool is_good = output.end.is_success();
  add(findings, is_good,
      {.subject = "two ranks",
       .text = is_good ? "reduce a tensor" : to_string(output.end) + "\n" + output.text,
       .advice =
           "Look at the messages of mpirun above; a firewall or a small /dev/shm is common."});
}

void examine_this_machine(const LauncherRequest& request, Findings& findings) {
  add(findings, true, {.subject = "cores", .text = std::to_string(count_cores())});
  const bool has_mpi = add_mpirun(findings);
  try {
    // Without a worker there is nothing that mpirun could start.
    add_worker(findings);
    if (has_mpi) add_reduction(request, findings);
  } catch (const FileError& error) {
    add(findings, false, {.subject = "worker", .text = error.what()});
  }
}

ExitCode examine(const CommandCall& call) {
  if (!call.words.empty()) call.fail("it takes options alone");
  const LauncherRequest request = launcher_request(call);
  const std::chrono::seconds limit(call.get<int64_t>("deadline"));
  if (limit.count() < 1) call.fail("a deadline of less than a second");
  if (limit > std::chrono::hours(24)) call.fail("a deadline of more than a day");
  Findings findings;
  if (request.hosts.empty()) {
    if (!call.values["deadline"].defaulted()) call.fail("--deadline is for --hosts");
    examine_this_machine(request, findings);
  } else {
    examine_hosts(request, limit, findings);
  }
  return findings.all_good() ? ExitCode::kDone : ExitCode::kInternal;
}

}  // namespace

Command doctor_command() {
  return {.program = "tandem",
          .name = "doctor",
          .usage = "[--hosts a:4,b:4] [--deadline SECONDS]",
          .sentence = "Check what is installed, here or on hosts, and whether ranks work together.",
          .place = 9,
          .options = command_options,
          .run = examine};
}

}  // namespace tandem
