// report: one page of a sweep, for people.
#include <boost/program_options/value_semantic.hpp>

#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_page.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()(
      "output", po::value<std::string>()->value_name("FILE.html")->default_value("report.html"),
      "the page")("force", po::bool_switch(), "replace the page if it is there");
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
