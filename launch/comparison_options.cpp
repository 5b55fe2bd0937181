#include "launch/comparison_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <string>

#include "framework/core/choice.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

constexpr Choice<GroupBy> kGroupings[] = {{"family", GroupBy::kFamily},
                                          {"configuration", GroupBy::kConfiguration}};

GroupBy grouping_of(const CommandCall& call) {
  const auto by = call.get<std::string>("by");
  for (const auto& [name, grouping] : kGroupings) {
    if (name == by) return grouping;
  }
  call.fail("--by is " + joined(names_of(kGroupings), {}, " or ") + ", not '" + by + "'");
}

}  // namespace

void add_comparison_options(po::options_description& options) {
  options.add_options()("metric", po::value<std::string>()->value_name("NAME,…"),
                        "values, or metrics with all their values. Default: all that was recorded, "
                        "of which `tandem compare` prints the usual ones where they are many")(
      "by",
      po::value<std::string>()
          ->value_name(joined(names_of(kGroupings), {}, "|"))
          ->default_value(name_of(kGroupings, GroupBy::kConfiguration)),
      "runs that belong together: those of one configuration, whatever their seed, or all of a "
      "family");
}

ComparisonRequest comparison_request(const CommandCall& call) {
  ComparisonRequest request{.by = grouping_of(call), .measuring = "`tandem evaluate RUN`"};
  if (const auto names = call.find<std::string>("metric")) request.values = split(*names, ',');
  return request;
}

void check_named_runs(const CommandCall& call) {
  if (call.words.empty()) call.fail("the runs are missing");
  (void)find_runs({call.words.begin(), call.words.end()});
}

std::vector<CollectedRun> named_runs(const CommandCall& call) {
  check_named_runs(call);
  return collect_runs({call.words.begin(), call.words.end()});
}

}  // namespace tandem
