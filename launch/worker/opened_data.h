// The data of a configuration, opened; what a user may do where they are not there.
#pragma once

#include "framework/data/storage/data_sources.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// Opens all sources. Throws as DataSources does; of files that are not there it says which options
/// name them, from where a relative path counts and, but for a path that the call itself gave, how
/// the command is told of another place. `may_be_placed`: the command can be told.
DataSources opened_data(const RunConfiguration& configuration, bool may_be_placed = true);

}  // namespace tandem
