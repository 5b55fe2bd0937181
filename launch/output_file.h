// The file that a command is told to write.
#pragma once

#include <filesystem>

namespace tandem {

/// Throws UsageError naming --force when the file is there already and may not be
/// replaced.
void check_output(const std::filesystem::path& output, bool may_replace);

}  // namespace tandem
