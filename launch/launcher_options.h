// The options that say how ranks are started, and on which machines.
#pragma once

#include <boost/program_options/options_description.hpp>

#include "launch/command.h"
#include "launch/job/launchers.h"

namespace tandem {

/// Adds --hosts, --launcher, --launcher-args and --pass-env.
void add_launcher_options(boost::program_options::options_description& options);

/// What they say. Throws UsageError for a variable that is not set.
LauncherRequest launcher_request(const CommandCall& call);

}  // namespace tandem
