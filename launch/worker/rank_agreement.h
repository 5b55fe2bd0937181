// Whether all ranks of a job were given the same.
#pragma once

#include <string>

#include "framework/core/named_values.h"
#include "framework/distributed/communicator.h"

namespace tandem {

/// Throws ConfigError, on every rank, naming the ranks whose `identity` differs from that of rank
/// 0, with their hosts. `what` begins the message. Collective.
void check_agreement(Communicator& ranks, const std::string& what, const std::string& identity);

/// The same of options, names and values of one line each: every option that differs is named with
/// its values. Collective.
void check_same_options(Communicator& ranks, const NamedTexts& options);

/// What has to be the same before ranks compute together, first of all the options: ranks with
/// others would go other ways, and wait for each other there. Then the build and, as
/// numerics_identity has it, what numbers are computed by. Throws ConfigError on every rank.
/// Collective.
void check_same_computation(Communicator& ranks, const NamedTexts& options,
                            const std::string& numerics);

}  // namespace tandem
