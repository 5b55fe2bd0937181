// One rank of a training: everything between the run directory and its end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/distributed/mpi_session.h"
#include "launch/interruption.h"

namespace tandem {

/// What a job does with a run.
struct RankTask {
  std::filesystem::path run;
  std::vector<std::string> overrides = {};      // of config.yaml, which they are written into
  int64_t start_step = 0;                       // step of the checkpoint that rank 0 goes on from
  std::optional<int64_t> until = std::nullopt;  // step to stop at; absent: the last
  std::string cause = {};  // why the run is begun again; empty: it was not lost
  std::string token = {};  // by which the launcher tells this start from others
};

/// Trains a run to its end or to a stop request, and writes how it ended to the status file.
/// Nothing in the run directory changes, logs and status aside, before every rank has checked
/// configuration, data and model and has loaded the checkpoint. Returns the exit code of this
/// process: 0 for a planned end where the code would end the other ranks, and the launcher reads
/// the status; else the code itself. Ends all ranks when this one fails.
int run_rank(const RankTask& task, const MpiSession& session, const StopRequest& stop);

}  // namespace tandem
