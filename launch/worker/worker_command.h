// The commands of `tandem-worker`: some carry out those of `tandem`, some train, some answer what
// `tandem` asks (questions/).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/distributed/mpi_session.h"
#include "launch/command.h"

namespace tandem {

/// commands/<name>.cpp and questions/<name>.cpp each: a table that CMake generates.
std::vector<Command> all_worker_commands();

/// The command of this name of `tandem`, declared there, with what it does.
Command carried_out(const std::string& name, ExitCode (*run)(const CommandCall& call));

/// What a collective command does on this rank, with the session of all ranks. An error ends them
/// all, with a sentence that names this one.
ExitCode on_all_ranks(const std::function<ExitCode(const MpiSession&)>& work);

}  // namespace tandem
