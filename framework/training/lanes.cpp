#include "framework/training/lanes.h"

#include <ATen/ATen.h>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/runs/run_paths.h"

namespace tandem {
std::vector<LaneTensors> make_lanes(const GenerativeModel& model, const RunShape& shape,
                                    const at::Device& device) {
  std::vector<LaneTensors> lanes;
  if (model.lane_states().empty()) return lanes;
  for (int64_t local_lane = 0; local_lane < shape.num_local_lanes; ++local_lane) {
    // By the lane, not by the rank that happens to execute it.
    seed_generators(at::kCPU, mix_seed(Stream::kLaneState, shape.seed, shape.lane_of(local_lane)));
    lanes.push_back(make_lane_tensors(model, shape.micro_batch_size(), device));
  }
  return lanes;
}

std::map<std::string, NamedTensors> gather_lanes(const std::vector<LaneTensors>& lanes,
                                                 const RunShape& shape,
                                                 Communicator& communicator) {
  std::map<std::string, NamedTensors> parts;
  if (lanes.empty()) return parts;
  for (int64_t lane = 0; lane < shape.micro_batches; ++lane) {
    const int64_t owner = lane / shape.num_local_lanes;
    const bool own = owner == communicator.rank();
    // Of a lane of another rank only the shapes are needed, which are the same for all.
    const LaneTensors& state = lanes[static_cast<size_t>(own ? lane - shape.first_lane : 0)];
    for (const auto& [name, tensor] : state) {
      at::Tensor copy = tensor.clone();
      communicator.broadcast(copy, owner);
      // One at a time on a GPU, whose memory would not hold the pools of every lane.
      if (communicator.rank() == 0) parts[lane_part(lane)][name] = copy.cpu();
    }
  }
  return parts;
}

void restore_lanes(const std::map<std::string, NamedTensors>& parts, const RunShape& shape,
                   const std::filesystem::path& origin, std::vector<LaneTensors>& lanes) {
  for (size_t local_lane = 0; local_lane < lanes.size(); ++local_lane) {
    const std::string name = lane_part(shape.lane_of(static_cast<int64_t>(local_lane)));
    const std::filesystem::path file = origin / part_file(name);
    const auto part = parts.find(name);
    if (part == parts.end()) {
      throw CheckpointError({.what = "the checkpoint lacks the state of a lane",
                             .where = file,
                             .advice = "Resume from another checkpoint of this run."});
    }
    copy_tensors(part->second, {lanes[local_lane].begin(), lanes[local_lane].end()}, file);
  }
}

}  // namespace tandem
