// The commands of the configuration: config and resume.
#include <iostream>
#include <nlohmann/json.hpp>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/data/files/data_sources.h"
#include "framework/device/gpu.h"
#include "framework/training/data_check.h"
#include "framework/training/evaluation_check.h"
#include "framework/training/learner.h"
#include "framework/training/objective_check.h"
#include "framework/training/run_configuration.h"
#include "launch/worker/commands.h"
#include "launch/worker/loaded_judge.h"

namespace tandem {
namespace {

constexpr const char* kUsage = "config CONFIG [key=value …] {show|schema|help [NAME]|resolve}";

/// What `tandem` has to know of a run before it starts ranks. Throws ConfigError or DataError when
/// its family could not be built from its options and data set: nothing is made then.
nlohmann::json resolved(const RunConfiguration& configuration) {
  const RunOptions& options = configuration.options();
  const DataSources data(configuration.data_locations());
  check_data(configuration.family(), data);
  configuration.check_with_places([&] {
    const auto model = configuration.family().build(data.description());
    const std::vector<Objective> objectives = model->objectives();
    for (const Objective& objective : objectives) {
      check_names(configuration.learner(objective.name), objective);
    }
    check_objectives(configuration, *model);
    check_evaluation(options, data, *model);
    (void)configured_judge(configuration, *model, data, at::kCPU);
  });
  const int64_t gpus = options.device == "cpu" ? 0 : num_gpus();
  return {{"yaml", dump_yaml(configuration.section())},
          {"name", options.name},
          {"steps", options.steps},
          {"micro_batches", options.batch.micro_batches},
          {"device", gpus > 0 ? "cuda" : "cpu"},
          {"num_gpus", gpus},
          {"shares_gpus", options.ranks.share_gpus}};
}

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
    std::cout << resolved(configuration).dump() << '\n';
  }
  return 0;
}

int resume_command(const Arguments& arguments) {
  if (arguments.empty()) {
    throw UsageError({.what = "the run is missing", .expected = "resume RUN [key=value …]"});
  }
  const std::filesystem::path path = std::filesystem::path(arguments[0]) / "config.yaml";
  const Arguments overrides(arguments.begin() + 1, arguments.end());
  const auto before = RunConfiguration::load(path, {}, all_families());
  const auto after = RunConfiguration::load(path, overrides, all_families());
  const std::vector<std::string> differences = forbidden_differences(before, after);
  if (!differences.empty()) {
    throw ConfigError({.what = "a resumed run keeps its options; these differ:",
                       .where = path,
                       .expected = "changes of steps, intervals or paths of data only",
                       .got = std::to_string(differences.size()) + " other",
                       .advice = "Start a new run to change them.",
                       .items = differences});
  }
  const nlohmann::json facts = resolved(after);
  if (!overrides.empty()) replace_file(path, dump_yaml(after.section()));
  std::cout << facts.dump() << '\n';
  return 0;
}

}  // namespace tandem
