// `tandem-worker train`: for users who start the ranks themselves, with srun or their own mpirun.
#pragma once

#include "framework/distributed/mpi_session.h"
#include "launch/worker/commands.h"
#include "launch/worker/stop_signal.h"

namespace tandem {

/// train CONFIG [key=value …] --run DIR: rank 0 makes the run directory, then every rank trains.
/// Collective.
int train_command(const Arguments& arguments, const MpiSession& session, const StopSignal& stop);

}  // namespace tandem
