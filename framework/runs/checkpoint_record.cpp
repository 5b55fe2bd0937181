#include "framework/runs/checkpoint_record.h"

#include <nlohmann/json.hpp>

namespace tandem {
namespace {

constexpr const char* kCheckpointKey = "checkpoint";

}  // namespace

nlohmann::ordered_json to_line(const CheckpointRecord& record) {
  return {{"step", record.step}, {kCheckpointKey, record.digests}, {"images", record.images}};
}

std::optional<CheckpointRecord> record_in(const nlohmann::ordered_json& line) {
  if (!line.contains(kCheckpointKey)) return std::nullopt;
  return CheckpointRecord{
      .step = line.at("step").get<int64_t>(),
      .digests = line.at(kCheckpointKey).get<std::map<std::string, std::string>>(),
      .images = line.at("images").get<std::map<std::string, int64_t>>()};
}

}  // namespace tandem
