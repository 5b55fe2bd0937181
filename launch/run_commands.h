// `tandem train` and `tandem resume`: from a configuration or a run directory to a job and its end.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// `arguments` are those after the command, `program` is how the user called tandem. Return the
/// exit code; throw Error for what is wrong before the job starts.
int train_command(const std::string& program, const std::vector<std::string>& arguments);
int resume_command(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace tandem
