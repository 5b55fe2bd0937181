// Files of which only the names count.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/files.h"

namespace tandem {

/// Writes files of these names below `directory`, with the folders that they name; nothing can
/// decode them.
inline void add_named_files(const std::filesystem::path& directory,
                            const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::filesystem::create_directories((directory / name).parent_path());
    write_file_synced(directory / name, "not decoded");
  }
}

}  // namespace tandem
