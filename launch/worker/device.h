// Which device a rank computes on, and whether all ranks can do so together.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/device_kind.h"
#include "framework/device/float32_precision.h"
#include "framework/device/rank_places.h"
#include "framework/distributed/communicator.h"
#include "framework/distributed/mpi_session.h"
#include "framework/training/run_options.h"

namespace tandem {

/// Of the kind that is asked for; where none is, a GPU if there is one. A GPU is chosen by the
/// rank's number on its node. Throws ConfigError when one is asked for and there is none.
at::Device choose_device(const std::optional<DeviceKind>& asked, int64_t local_rank);

/// The same for a run that is trained already, of which a CPU can do what is asked as well: that is
/// taken, with a warning, where there is no GPU.
at::Device choose_device_of_trained(const std::optional<DeviceKind>& asked, int64_t local_rank);

/// Makes `device` the one that the calling thread works on where none is named.
void make_current(const at::Device& device);

/// Throws ConfigError where `device` cannot compute as numerics.precision says.
void check_precision(const at::Device& device, Float32Precision precision);

/// All ranks, once they can compute together.
struct JoinedRanks {
  std::vector<RankPlace> places;  // where each of them computes
  std::unique_ptr<Communicator> communicator;
};

/// Joins this rank on `device`, which becomes the current one, to the others. Throws ConfigError,
/// on every rank the same, before any communicator is made, when they cannot compute together: on
/// different kinds of devices, or on one GPU without ranks.share_gpus. Collective.
JoinedRanks join_ranks(const at::Device& device, const RanksOptions& options,
                       const MpiSession& session, const CommunicatorOptions& how = {});

}  // namespace tandem
