// Files that may go while they are read: those of a process, of a status that is replaced.
#pragma once

#include <filesystem>
#include <string>

namespace tandem {

/// What could be read of a file before its end or an error; empty where there is none.
std::string read_fleeting_file(const std::filesystem::path& path);

}  // namespace tandem
