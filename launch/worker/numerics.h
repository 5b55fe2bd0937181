// Makes results independent of the machine's instruction sets, and says what they depend on.
#pragma once

#include <string>

#include "framework/training/run_options.h"

namespace tandem {

/// Sets the environment that LibTorch, MKL and oneDNN read at their first use; call before any.
void set_numerics_environment(const NumericsOptions& options);

/// Threads, deterministic algorithms; call once after the environment is set.
void configure_numerics(const NumericsOptions& options);

/// What results depend on besides configuration and data: equal on all ranks of a run.
std::string numerics_identity(const NumericsOptions& options);

}  // namespace tandem
