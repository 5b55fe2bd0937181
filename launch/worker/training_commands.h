// The commands of `tandem-worker` that train: `run`, which `tandem` starts, and `train`, for users
// who start the ranks themselves, with srun or their own mpirun. Both are collective.
#pragma once

#include "framework/distributed/mpi_session.h"
#include "launch/worker/commands.h"
#include "launch/worker/stop_signal.h"

namespace tandem {

/// run RUN [key=value …] [--step N] [--until N]: trains a run from the checkpoint of a step, 0
/// being the beginning; by default from the newest sound one.
int run_command(const Arguments& arguments, const MpiSession& session, const StopSignal& stop);

/// train {CONFIG | --from RUN@STEP} [key=value …] --run DIR [--until N]: rank 0 makes the run
/// directory, then every rank trains.
int train_command(const Arguments& arguments, const MpiSession& session, const StopSignal& stop);

}  // namespace tandem
