// The log of one process: lines with time and level, to a file or to standard error.
#pragma once

#include <filesystem>
#include <string>

namespace tandem {

/// From now on the log goes to this file (appended). Throws FileError when it cannot be opened.
/// Lines that cannot be written are counted: the log says how many, or at the end standard error
/// does.
void open_log(const std::filesystem::path& path);

void log_warning(const std::string& message);
void log_error(const std::string& message);

}  // namespace tandem
