// Configurations as a sweep keeps them: copies that nothing changes while it goes on.
#pragma once

#include <string>

#include "framework/sweep/sweep_definition.h"

namespace tandem {

/// The text of a configuration behind a line of comment that has its digest.
std::string pinned(const std::string& yaml);

/// Throws ConfigError where a family's configuration is not what `pinned` made of it. One without
/// the line is taken as it is: earlier sweeps have none, and a sweep's own file may name any other.
void check_pinned(const SweepDefinition& sweep);

}  // namespace tandem
