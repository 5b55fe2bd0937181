// config: everything that a configuration says, in the form that is asked for.
#include <algorithm>
#include <iostream>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/training/run_configuration.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

bool is_action(const std::string& word) {
  return word == "show" || word == "schema" || word == "help";
}

ExitCode config(const CommandCall& call) {
  const Arguments& words = call.words;
  // The first word is the configuration, whatever it is called.
  const auto action = std::find_if(words.begin() + !words.empty(), words.end(), is_action);
  if (action == words.end()) call.fail("what to do with the configuration is missing");
  const bool has_name = *action == "help" && action + 1 < words.end();
  const auto surplus = action + 1 + (has_name ? 1 : 0);
  if (surplus != words.end()) call.fail("nothing is done with '" + *surplus + "'");
  const std::string& path = words.front();
  const Arguments overrides(words.begin() + 1, action);
  if (*action == "show") {
    std::cout << dump_yaml(RunConfiguration::load(path, overrides, all_families()).section());
    return ExitCode::kDone;
  }
  const auto defaults = RunConfiguration::defaults(path, overrides, all_families());
  if (*action == "schema") {
    std::cout << json_schema(defaults.section()) << '\n';
  } else {
    std::cout << help_text(defaults.section(), has_name ? action[1] : "");
  }
  return ExitCode::kDone;
}

}  // namespace

Command config_worker_command() { return carried_out("config", config); }

}  // namespace tandem
