// compare: values of many runs side by side, from what was recorded of them.
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/report/comparison_csv.h"
#include "framework/report/comparison_text.h"
#include "launch/command.h"
#include "launch/comparison_options.h"
#include "launch/output_file.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  add_comparison_options(options);
  options.add_options()(
      "across", po::bool_switch(),
      "also print values that were measured in different ways, in tables of their own")(
      "csv", po::value<std::string>()->value_name("FILE"),
      "also write a line per value and run to a file")(
      "force", po::bool_switch(), "replace the file if it is there")("markdown", po::bool_switch(),
                                                                     "print tables of Markdown");
  return options;
}

/// Throws DataError naming what keeps two runs from being compared.
void refuse_conflict(const Comparison& comparison, const StampConflict& conflict) {
  const auto run = [&](size_t index) { return comparison.runs[index].path.string(); };
  const auto text = [](const std::string& value) { return value.empty() ? "nothing" : value; };
  const StampDifference& difference = conflict.difference;
  throw DataError({.what = "values of " + conflict.value +
                           " were not measured alike: they differ in '" + difference.field + "'",
                   .where = run(conflict.first) + " and " + run(conflict.second),
                   .expected = difference.field + " " + text(difference.first) + " in both",
                   .got = text(difference.second) + " in the second",
                   .advice = "Evaluate both in one way with `tandem evaluate`, name other values "
                             "with --metric, or print tables side by side with --across."});
}

ExitCode compare_runs(const CommandCall& call) {
  const ComparisonRequest request = comparison_request(call);
  const auto csv = call.find<std::string>("csv");
  // Before all the runs are read, but after it is clear that they are there.
  check_named_runs(call);
  if (csv) {
    check_ending("--csv", *csv, ".csv");
    check_output(*csv, call.get<bool>("force"));
  }
  const Comparison comparison = compare(named_runs(call), request);
  if (!comparison.conflicts.empty() && !call.get<bool>("across")) {
    refuse_conflict(comparison, comparison.conflicts.front());
  }
  if (csv) replace_file(*csv, to_csv(comparison));
  std::cout << to_text(comparison,
                       call.get<bool>("markdown") ? TextForm::kMarkdown : TextForm::kTerminal);
  return ExitCode::kDone;
}

}  // namespace

Command compare_command() {
  return {.program = "tandem",
          .name = "compare",
          .usage =
              "RUN|DIR… [--metric NAME,…] [--by family|configuration] [--across] [--csv FILE "
              "[--force]] [--markdown]",
          .sentence =
              "Compare what was measured of runs: means over seeds with their intervals, ranks, "
              "costs.",
          .place = 7,
          .options = command_options,
          .run = compare_runs};
}

}  // namespace tandem
