// The page of a sweep, from its journal.
#pragma once

#include <filesystem>

#include "framework/sweep/sweep_paths.h"

namespace tandem {

/// Whether a directory is that of a sweep. Throws FileError where that cannot be told.
bool holds_sweep(const std::filesystem::path& directory);

/// Writes the page of a sweep, and says so. Throws UsageError for a page that is there already and
/// may not be replaced, and what the readers of a sweep throw.
void write_sweep_page(const SweepPaths& paths, const std::filesystem::path& output,
                      bool may_replace);

}  // namespace tandem
