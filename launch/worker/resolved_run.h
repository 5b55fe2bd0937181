// What `tandem` has to know of a run before it starts ranks.
#pragma once

#include <nlohmann/json.hpp>

#include "framework/training/run_configuration.h"

namespace tandem {

/// The resolved configuration and what follows from it, as read by ask_worker. Throws ConfigError
/// or DataError when the family could not be built from its options and data set: nothing is made
/// then.
nlohmann::json resolved_run(const RunConfiguration& configuration);

}  // namespace tandem
