// One rank of a training: everything between the run directory and its end.
#pragma once

#include <filesystem>

#include "framework/distributed/mpi_session.h"
#include "launch/worker/stop_signal.h"

namespace tandem {

/// Trains the run in `directory` from its newest checkpoint to its end or to a stop request, and
/// writes how it ended to the status file. Returns the exit code of this process: 0 for a planned
/// end under MPI, where the launcher reads the status, else the code itself. Ends all ranks when
/// this one fails.
int run_rank(const std::filesystem::path& directory, const MpiSession& session,
             const StopSignal& stop);

}  // namespace tandem
