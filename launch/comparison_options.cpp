#include "launch/comparison_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <string>

#include "framework/core/text.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

GroupBy grouping_of(const CommandCall& call) {
  const auto by = call.get<std::string>("by");
  if (by == "family") return GroupBy::kFamily;
  if (by != "configuration") call.fail("--by is family or configuration, not '" + by + "'");
  return GroupBy::kConfiguration;
}

}  // namespace

void add_comparison_options(po::options_description& options) {
  options.add_options()("metric", po::value<std::string>()->value_name("NAME,…"),
                        "values, or metrics with all their values. Default: all that was recorded")(
      "by",
      po::value<std::string>()->value_name("family|configuration")->default_value("configuration"),
      "runs that belong together: those of one configuration, whatever their seed, or all of a "
      "family");
}

ComparisonRequest comparison_request(const CommandCall& call) {
  ComparisonRequest request{.by = grouping_of(call), .measuring = "`tandem evaluate RUN`"};
  if (const auto names = call.find<std::string>("metric")) request.values = split(*names, ',');
  return request;
}

std::vector<CollectedRun> named_runs(const CommandCall& call) {
  if (call.words.empty()) call.fail("the runs are missing");
  return collect_runs({call.words.begin(), call.words.end()});
}

}  // namespace tandem
