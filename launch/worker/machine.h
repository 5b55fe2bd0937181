// This machine, as far as it matters to ranks that are to run on it.
#pragma once

#include <filesystem>
#include <string>

#include "launch/machine_facts.h"

namespace tandem {

/// "Open MPI v4.1.4", or "unknown".
std::string mpi_library_version();

/// "1.10.8", of the library that is loaded.
std::string hdf5_library_version();

/// All facts but those of a directory and of times; by the numerics that a run has unless its
/// configuration says otherwise. To be called before anything else of LibTorch.
MachineFacts examine_machine();

/// Whether runs can lie in `directory`, and what is in `file`; an empty one is not looked for.
/// Writes nothing.
DirectoryFacts examine_directory(const std::filesystem::path& directory,
                                 const std::filesystem::path& file);

}  // namespace tandem
