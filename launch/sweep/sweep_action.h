// The commands below `tandem sweep`. actions/<name>.cpp defines `Command <name>_sweep_action()`.
#pragma once

#include <vector>

#include "launch/command.h"

namespace tandem {

/// The table of all of them, generated from the files in actions/.
std::vector<Command> all_sweep_actions();

}  // namespace tandem
