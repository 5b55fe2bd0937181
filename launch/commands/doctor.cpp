// doctor: what is installed, and whether two ranks can reduce a tensor.
#include <iostream>
#include <string>

#include "framework/core/error.h"
#include "launch/job/child_process.h"
#include "launch/job/core_count.h"
#include "launch/job/launchers.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

/// Prints findings as a table and remembers whether one was bad.
class Findings {
 public:
  void add(bool is_good, const std::string& subject, const std::string& text,
           const std::string& advice = "") {
    std::cout << (is_good ? "ok       " : "missing  ") << subject
              << std::string(subject.size() < 12 ? 12 - subject.size() : 1, ' ') << text;
    if (!is_good && !advice.empty()) std::cout << "\n         " << advice;
    std::cout << std::endl;
    all_good_ = all_good_ && is_good;
  }
  bool all_good() const { return all_good_; }

 private:
  bool all_good_ = true;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Lines of the worker, which knows LibTorch, CUDA, NCCL and HDF5.
void add_worker(Findings& findings) {
  const CapturedOutput output = capture_output({worker_path(), "doctor"}, true);
  findings.add(output.end.is_success(), "worker",
               output.end.is_success() ? worker_path() : to_string(output.end),
               "It cannot start: is LibTorch where it was when tandem was built?");
  std::string text = output.text;
  while (!text.empty()) {
    std::cout << "         " << first_line(text) << '\n';
    text.erase(0, first_line(text).size() + 1);
  }
}

bool add_mpirun(Findings& findings) {
  try {
    const CapturedOutput output = capture_output({"mpirun", "--version"}, true);
    const bool is_open_mpi = output.text.find("Open MPI") != std::string::npos;
    findings.add(is_open_mpi, "mpirun", first_line(output.text),
                 "tandem needs the mpirun of Open MPI first in PATH.");
    return is_open_mpi;
  } catch (const FileError& error) {
    findings.add(false, "mpirun", error.what(), "Install Open MPI (package openmpi-bin).");
    return false;
  }
}

void add_reduction(Findings& findings) {
  const Job job{.ranks = 2, .program = {worker_path(), "doctor", "--reduce"}};
  const auto launcher = launcher_for(job.ranks, {});
  try {
    launcher->check(job);
  } catch (const UsageError& error) {
    findings.add(false, "two ranks", error.what());
    return;
  }
  const CapturedOutput output = capture_output(launcher->arguments(job), true);
  findings.add(
      output.end.is_success(), "two ranks",
      output.end.is_success() ? "reduce a tensor" : to_string(output.end) + "\n" + output.text,
      "Look at the messages of mpirun above; a firewall or a small /dev/shm is common.");
}

ExitCode examine(const CommandCall& call) {
  if (!call.words.empty()) call.fail("it takes no arguments");
  Findings findings;
  findings.add(true, "cores", std::to_string(count_cores()));
  const bool has_mpi = add_mpirun(findings);
  try {
    add_worker(findings);
    if (has_mpi) add_reduction(findings);
  } catch (const FileError& error) {
    findings.add(false, "worker", error.what());
  }
  return findings.all_good() ? ExitCode::kDone : ExitCode::kInternal;
}

}  // namespace

Command doctor_command() {
  return {.program = "tandem",
          .name = "doctor",
          .usage = "",
          .sentence = "Check what is installed and whether ranks can work together.",
          .place = 9,
          .options = no_options,
          .run = examine};
}

}  // namespace tandem
