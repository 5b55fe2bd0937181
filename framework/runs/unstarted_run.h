// A run that failed before anything of it was trained: a new one may take its directory.
#pragma once

#include <filesystem>

namespace tandem {

/// Whether a directory holds a run, and nothing beside what a start makes before it trains: no
/// start in its manifest, no checkpoint but the one that it branched off from, no metrics, and no
/// script of Slurm, whose job may wait. Where its ranks said anything, one said that it failed:
/// others may be about to train. Throws FileError where that cannot be read.
bool is_unstarted_run(const std::filesystem::path& root);

}  // namespace tandem
