// report: one page of a sweep, for people.
#include "launch/output_file.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_page.h"

namespace tandem {
namespace {

boost::program_options::options_description command_options() {
  auto options = no_options();
  add_page_options(options);
  return options;
}

ExitCode report(const CommandCall& call) {
  write_sweep_page(SweepPaths{named_sweep(call)}, call.get<std::string>("output"),
                   call.get<bool>("force"));
  return ExitCode::kDone;
}

}  // namespace

Command report_sweep_action() {
  return {.program = "tandem sweep",
          .name = "report",
          .usage = "DIR [--output FILE.html] [--force]",
          .sentence = "Write a page of a sweep: its best trials, what mattered, what failed.",
          .place = 4,
          .options = command_options,
          .run = report};
}

}  // namespace tandem
