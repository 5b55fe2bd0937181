// machine: what this machine is, for a comparison with others.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>

#include "framework/core/process.h"
#include "launch/machine_facts.h"
#include "launch/worker/machine.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

/// Seconds since this process was started, at most; 0 where the system does not say. Loading
/// LibTorch takes most of them.
double process_age() {
  std::ifstream file("/proc/self/stat");
  std::string field;
  while (file >> field && !field.ends_with(')')) continue;
  constexpr int kFieldsBetween = 19;  // from the name, the second field, to the 22nd
  for (int i = 0; i < kFieldsBetween; ++i) file >> field;
  double start_ticks = 0.0;
  timespec now{};
  if (!(file >> start_ticks) || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0) return 0.0;
  const double uptime = static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  // It may have been started at the end of that tick.
  const double start = (start_ticks + 1.0) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return std::max(0.0, uptime - start);
}

ExitCode answer(const CommandCall& call) {
  if (call.words.size() != 2) call.fail("a directory and a file are to be named");
  // In this order: a pause between the two must not make it earlier than it was.
  const double age = process_age();
  const double received = seconds_since_1970() - age;
  MachineFacts facts = examine_machine();
  facts.received = received;
  facts.directory = examine_directory(call.words[0], call.words[1]);
  facts.answered = seconds_since_1970();
  // Behind whatever the libraries have printed.
  std::cout << '\n' << to_json_line(facts) << std::endl;
  return ExitCode::kDone;
}

}  // namespace

Command machine_worker_command() {
  return {.program = "tandem-worker",
          .name = "machine",
          .usage = "DIRECTORY FILE",
          .sentence = "Answer what this machine is, and what it sees of a directory and a file.",
          .place = 15,
          .options = no_options,
          .run = answer};
}

}  // namespace tandem
