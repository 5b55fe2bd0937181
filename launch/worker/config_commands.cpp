// config: everything that a configuration says, in the form that is asked for.
#include <iostream>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/training/run_configuration.h"
#include "launch/worker/commands.h"
#include "launch/worker/resolved_run.h"

namespace tandem {
namespace {

constexpr const char* kUsage = "config CONFIG [key=value …] {show|schema|help [NAME]|resolve}";

bool is_action(const std::string& word) {
  return word == "show" || word == "schema" || word == "help" || word == "resolve";
}

}  // namespace

int config_command(const Arguments& arguments) {
  size_t action = 1;
  while (action < arguments.size() && !is_action(arguments[action])) ++action;
  if (arguments.empty() || action >= arguments.size()) {
    throw UsageError({.what = "what to do with the configuration is missing", .expected = kUsage});
  }
  const Arguments overrides(arguments.begin() + 1, arguments.begin() + static_cast<long>(action));
  const std::string& what = arguments[action];
  const std::string& path = arguments[0];
  if (what == "help") {
    const std::string name = action + 1 < arguments.size() ? arguments[action + 1] : "";
    std::cout << help_text(RunConfiguration::defaults(path, overrides, all_families()).section(),
                           name);
    return 0;
  }
  if (what == "schema") {
    std::cout << json_schema(RunConfiguration::defaults(path, overrides, all_families()).section())
              << '\n';
    return 0;
  }
  const auto configuration = RunConfiguration::load(path, overrides, all_families());
  if (what == "show") {
    std::cout << dump_yaml(configuration.section());
  } else {
    std::cout << resolved_run(configuration).dump() << '\n';
  }
  return 0;
}

}  // namespace tandem
