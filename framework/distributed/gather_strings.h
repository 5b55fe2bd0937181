// What every rank has to say, told to all. Called by the trainer to compare the ranks' settings.
#pragma once

#include <string>
#include <vector>

#include "framework/distributed/communicator.h"

namespace tandem {

/// The `text` of every rank, by rank; the same on all ranks. Collective. Throws CommunicationError.
std::vector<std::string> gather_strings(Communicator& communicator, const std::string& text);

}  // namespace tandem
