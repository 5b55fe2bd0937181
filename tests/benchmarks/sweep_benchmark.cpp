// What a sweep itself takes: the start over a journal of many trials, and the time between a result
// and the next job. Prints one line of JSON. Usage: sweep_benchmark DIRECTORY TRIALS, where the
// directory is empty.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "framework/core/files.h"
#include "framework/sweep/recorded_sweep.h"
#include "tests/framework/sweep/played_sweep.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Ten parameters of all kinds; what is played reads the first.
SweepDefinition definition(const std::filesystem::path& directory, int64_t trials) {
  SweepDefinition sweep = testing_support::played_definition("halving", trials);
  sweep.families.front().config = directory / "x.yaml";
  sweep.workers = 8;
  auto& parameters = sweep.space.parameters;
  for (int i = 0; i < 3; ++i) {
    const std::string number = std::to_string(i);
    parameters.push_back({.name = "rate" + number,
                          .distribution = log_reals(1e-5, 1e-1),
                          .keys = {"rate" + number}});
    parameters.push_back(
        {.name = "count" + number, .distribution = integers(1, 64), .keys = {"count" + number}});
    parameters.push_back({.name = "norm" + number,
                          .distribution = categorical({"batch", "layer", "none"}),
                          .keys = {"norm" + number}});
  }
  return sweep;
}

/// Reports the results of so many jobs, one by one.
void play(RecordedSweep& sweep, int64_t num_jobs) {
  for (int64_t i = 0; i < num_jobs && !sweep.jobs().empty(); ++i) {
    const TrialJob job = sweep.jobs().front();
    sweep.report({{.job = job,
                   .result = testing_support::played_result(sweep.simulation().state(), job),
                   .run = "trials/x"}});
  }
}

/// Makes the journal of a sweep of TPE whose trials so far were drawn at random, which takes less
/// time to make and as much to read and to learn from.
void make_journal(const SweepPaths& paths, int64_t trials) {
  SweepDefinition drawn = definition(paths.root, trials);
  drawn.sampler.kind = "random";
  {
    RecordedSweep sweep(paths, drawn, testing_support::played_lengths());
    play(sweep, trials * 2);
  }
  std::string journal = read_file(paths.journal());
  const std::string from = "kind: random";
  const std::string to = "kind: tpe";
  for (size_t at = journal.find(from); at != std::string::npos; at = journal.find(from, at)) {
    journal.replace(at, from.size(), to);
    // The digest at the end of the line is that of the other text.
    const size_t digest = journal.find(R"(,"digest":)", at);
    journal.erase(digest, journal.find("}\n", digest) - digest);
  }
  replace_file(paths.journal(), journal);
}

void measure(const SweepPaths& paths, int64_t trials) {
  constexpr int64_t kMoreTrials = 50;
  replace_file(paths.root / "x.yaml", "");
  make_journal(paths, trials);
  const SweepDefinition more = definition(paths.root, trials + kMoreTrials);
  const Clock::time_point begin = Clock::now();
  RecordedSweep sweep(paths, more, testing_support::played_lengths());
  const double start = seconds_since(begin);
  const Clock::time_point working = Clock::now();
  play(sweep, kMoreTrials);
  std::cout << R"({"trials": )" << trials << R"(, "start_seconds": )" << start
            << R"(, "own_seconds_per_job": )"
            << seconds_since(working) / static_cast<double>(kMoreTrials) << "}\n";
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: sweep_benchmark DIRECTORY TRIALS\n";
    return EXIT_FAILURE;
  }
  tandem::measure({std::filesystem::absolute(argv[1])}, std::stoll(argv[2]));
  return EXIT_SUCCESS;
}
