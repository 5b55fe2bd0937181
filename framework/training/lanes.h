// The lane state of a run: what a model carries from step to step per micro-batch, on each rank for
// the lanes that it executes, in their order.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/distributed/communicator.h"
#include "framework/model/generative_model.h"
#include "framework/training/run_shape.h"

namespace tandem {

/// Fresh state of this rank's lanes, in their order, drawn from the run seed and the lane; empty
/// for a model that declares none.
std::vector<LaneTensors> make_lanes(const GenerativeModel& model, const RunShape& shape,
                                    const at::Device& device);

/// The state of all lanes in the host's memory of rank 0, as parts `lane-<m>` of a checkpoint;
/// nothing on the other ranks. Collective.
std::map<std::string, NamedTensors> gather_lanes(const std::vector<LaneTensors>& lanes,
                                                 const RunShape& shape, Communicator& communicator);

/// Copies the parts of a checkpoint into this rank's lanes. Throws CheckpointError when one is
/// missing or does not fit; `origin` is the checkpoint's directory.
void restore_lanes(const std::map<std::string, NamedTensors>& parts, const RunShape& shape,
                   const std::filesystem::path& origin, std::vector<LaneTensors>& lanes);

}  // namespace tandem
