// Finds the command that the user named and runs it. Called by main.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// `program` is how the user called tandem. Returns the exit code of the command. Throws UsageError
/// with the nearest command for an unknown one, and whatever the command throws.
int run_command(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace tandem
