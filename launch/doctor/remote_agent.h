// The program by which mpirun starts others on hosts: ssh, or what its settings name.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace tandem {

/// The setting `name` of Open MPI: among `launcher_arguments`, those that the user adds to mpirun,
/// else as `settings` has it, which is what ompi_info --parsable prints of environment and files.
/// Empty: there is none.
std::string mpirun_setting(const std::string& name,
                           const std::vector<std::string>& launcher_arguments,
                           const std::string& settings);

/// The words before a host's name: of the alternatives in "ssh -4 : rsh" the first whose program is
/// there, as mpirun chooses; the first of all where none is.
std::vector<std::string> agent_words(const std::string& alternatives);

/// The same as mpirun with these more arguments would have it here.
std::vector<std::string> remote_agent(const std::vector<std::string>& launcher_arguments);

/// The arguments by which the agent has `host` run a command, whose words arrive as they are: a
/// shell is there between. ssh is told to ask for nothing, and to give up within `limit`.
std::vector<std::string> remote_call(const std::vector<std::string>& agent, const std::string& host,
                                     const std::vector<std::string>& command,
                                     std::chrono::seconds limit);

}  // namespace tandem
