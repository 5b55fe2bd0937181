// report: one page of some runs, for people.
#include "framework/report/report.h"

#include <filesystem>
#include <iostream>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "launch/command.h"
#include "launch/comparison_options.h"
#include "launch/output_file.h"
#include "launch/reproduction.h"
#include "launch/sweep/sweep_page.h"

namespace tandem {
namespace {

boost::program_options::options_description command_options() {
  auto options = no_options();
  add_page_options(options);
  add_comparison_options(options);
  return options;
}

ExitCode write_report(const CommandCall& call) {
  const std::filesystem::path output = call.get<std::string>("output");
  const ComparisonRequest request = comparison_request(call);
  // These options ask about runs: with them a sweep is a folder of runs like any other.
  const bool is_of_runs = !request.values.empty() || request.by != GroupBy::kConfiguration;
  if (call.words.size() == 1 && holds_sweep(call.words.front()) && !is_of_runs) {
    write_sweep_page(SweepPaths{call.words.front()}, output, call.get<bool>("force"));
    return ExitCode::kDone;
  }
  // In this order, and before all the runs are read: what was named comes before what was not.
  check_named_runs(call);
  check_ending("--output", output, ".html");
  check_output(output, call.get<bool>("force"));
  std::vector<CollectedRun> runs = named_runs(call);
  const size_t num_runs = runs.size();
  const Reproduction again = reproduction_of(runs);
  const std::string page = report_of(std::move(runs), request, again);
  replace_file(output, page);
  std::cout << printable_line(output.string()) << ": " << num_runs
            << (num_runs == 1 ? " run, " : " runs, ") << (page.size() + 1023) / 1024 << " KiB\n";
  return ExitCode::kDone;
}

}  // namespace

Command report_command() {
  return {.program = "tandem",
          .name = "report",
          .usage =
              "RUN|DIR… [--output FILE.html] [--metric NAME,…] [--by family|configuration] "
              "[--force]",
          .sentence =
              "Write a page of runs: what is best, how sure that is, curves, pictures, and "
              "how to make it again. Of a sweep it writes the page of the sweep, or with "
              "--metric or --by that of its runs.",
          .place = 8,
          .options = command_options,
          .run = write_report};
}

}  // namespace tandem
