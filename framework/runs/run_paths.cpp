#include "framework/runs/run_paths.h"

#include <string_view>

#include "framework/runs/step_name.h"

namespace tandem {
namespace {

constexpr std::string_view kPartSuffix = ".safetensors";

std::string rank_name(int rank) { return "rank-" + std::to_string(rank); }

}  // namespace

std::filesystem::path RunPaths::rank_log(int rank) const {
  return logs() / (rank_name(rank) + ".log");
}

std::filesystem::path RunPaths::rank_status(int rank) const {
  return status_directory() / (rank_name(rank) + ".json");
}

std::filesystem::path RunPaths::behind(int64_t step) const {
  return root / ("behind-" + step_name(step));
}

std::string lane_part(int64_t lane) { return "lane-" + std::to_string(lane); }

std::string part_file(const std::string& part) { return part + std::string(kPartSuffix); }

std::optional<std::string> part_of_file(const std::string& name) {
  if (!name.ends_with(kPartSuffix)) return std::nullopt;
  return name.substr(0, name.size() - kPartSuffix.size());
}

}  // namespace tandem
