// Where the ranks of a run compute, and whether they can do so together.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// Where one rank computes.
struct RankPlace {
  std::string host;
  std::string device;  // "cpu" or "cuda:0"
  std::string gpu;     // its name; empty on a CPU
  std::string uuid;    // of the GPU
};

/// One line, without newlines, and back.
std::string to_line(const RankPlace& place);
RankPlace place_from_line(const std::string& line);

/// "cuda:0, NVIDIA H100 80GB HBM3 (GPU-…), on node7"
std::string to_sentence(const RankPlace& place);

/// Throws ConfigError when not all ranks, by rank, compute on the same kind of device, or when two
/// are on one GPU and `may_share` is false. Given the same places it says the same on every rank.
void check_places(const std::vector<RankPlace>& places, bool may_share);

/// Whether two ranks are on one GPU.
bool shares_a_gpu(const std::vector<RankPlace>& places);
/// Whether all ranks are on one host.
bool is_one_machine(const std::vector<RankPlace>& places);

}  // namespace tandem
