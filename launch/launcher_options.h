// The options that say how ranks are started, and on which machines.
#pragma once

#include <boost/program_options/options_description.hpp>

#include "launch/command.h"
#include "launch/job/launchers.h"

namespace tandem {

/// Adds --launcher-args and --pass-env.
void add_launcher_words(boost::program_options::options_description& options);

/// Adds those, --hosts and --launcher.
void add_launcher_options(boost::program_options::options_description& options);

/// What all of them say. Throws UsageError for a variable that is not set.
LauncherRequest launcher_request(const CommandCall& call);

/// --launcher-args and --pass-env as a call of `tandem` is given them; none that the user did not.
/// Throws as launcher_request does.
Arguments launcher_words(const CommandCall& call);

}  // namespace tandem
