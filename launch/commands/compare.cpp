// compare: values of many runs side by side, from what was recorded of them.
#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/report/comparison_csv.h"
#include "framework/report/comparison_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/verdict_sentence.h"
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

/// Leaves the tables of the values that a person reads first, and a note on the others.
void leave_out_values(Comparison& comparison) {
  const std::set<std::string> leading = leading_values(comparison);
  std::set<std::string> left_out;
  std::vector<std::string> metrics;  // in the order of their tables
  for (const ComparisonTable& table : comparison.tables) {
    if (leading.contains(table.value.name)) continue;
    left_out.insert(table.value.name);
    if (std::ranges::find(metrics, table.metric) == metrics.end()) metrics.push_back(table.metric);
  }
  if (left_out.empty()) return;
  std::erase_if(comparison.tables,
                [&](const ComparisonTable& table) { return left_out.contains(table.value.name); });
  std::erase_if(comparison.over_data,
                [&](const RanksOverData& ranks) { return left_out.contains(ranks.value); });
  comparison.notes.push_back("left out here: " + counted(left_out.size(), "other value") +
                             "; --metric " + joined(metrics, {}, ",") +
                             " prints what it names, --csv FILE writes all");
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
  Comparison comparison = compare(named_runs(call), request);
  if (!comparison.conflicts.empty() && !call.get<bool>("across")) {
    refuse_conflict(comparison, comparison.conflicts.front());
  }
  if (csv) replace_file(*csv, to_csv(comparison));
  if (request.values.empty()) leave_out_values(comparison);
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
