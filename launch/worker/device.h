// Which device a rank computes on, and whether all ranks can do so together.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "framework/core/device_kind.h"
#include "framework/device/rank_places.h"
#include "framework/distributed/mpi_session.h"
#include "framework/training/run_options.h"

namespace tandem {

/// Of the kind that is asked for; where none is, a GPU if there is one. A GPU is chosen by the
/// rank's number on its node. Throws ConfigError when one is asked for and there is none.
at::Device choose_device(const std::optional<DeviceKind>& asked, int64_t local_rank);

/// Where every rank computes, by rank; this one on `device`, which becomes the current one. Throws
/// ConfigError, on every rank the same, when they cannot compute together, or not as
/// numerics.precision says. Before any communicator is made. Collective.
std::vector<RankPlace> agree_on_devices(const at::Device& device, const RunOptions& options,
                                        const MpiSession& session);

}  // namespace tandem
