#include "launch/worker/train_command.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/training/run_configuration.h"
#include "launch/run_directory.h"
#include "launch/worker/rank.h"

namespace tandem {

int train_command(const Arguments& arguments, const MpiSession& session, const StopSignal& stop) {
  const auto option = std::find(arguments.begin(), arguments.end(), "--run");
  if (arguments.empty() || arguments.end() - option < 2) {
    throw UsageError({.what = "the configuration or --run is missing",
                      .expected = "train CONFIG [key=value …] --run DIR"});
  }
  const std::filesystem::path directory = *(option + 1);
  std::optional<RunLock> lock;
  if (session.rank() == 0) {
    Arguments overrides(arguments.begin() + 1, option);
    overrides.insert(overrides.end(), option + 2, arguments.end());
    const auto configuration = RunConfiguration::load(arguments[0], overrides, all_families());
    create_run_directory(directory, dump_yaml(configuration.section()), overrides);
    lock.emplace(directory);
  }
  session.communicator(at::kCPU)->barrier();
  return run_rank(directory, session, stop);
}

}  // namespace tandem
