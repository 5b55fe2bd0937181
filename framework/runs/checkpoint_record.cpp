#include "framework/runs/checkpoint_record.h"

#include "framework/core/error.h"

namespace tandem {
namespace {

constexpr const char* kCheckpointKey = "checkpoint";

}  // namespace

nlohmann::ordered_json to_line(const CheckpointRecord& record) {
  return {{"step", record.step}, {kCheckpointKey, record.digests}, {"images", record.images}};
}

std::optional<CheckpointRecord> record_in(const JsonLine& line, const std::filesystem::path& file) {
  if (!line.object.contains(kCheckpointKey)) return std::nullopt;
  try {
    return CheckpointRecord{
        .step = line.step,
        .digests = line.object.at(kCheckpointKey).get<std::map<std::string, std::string>>(),
        .images = line.object.at("images").get<std::map<std::string, int64_t>>()};
  } catch (const nlohmann::json::exception&) {
    throw DataError({.what = "the line is not what a run writes of a checkpoint",
                     .where = file.string() + ":" + std::to_string(line.number),
                     .expected = "the digests of its files, and the images of each network",
                     .advice = "Put a sound copy of the file in its place."});
  }
}

std::map<std::string, std::string> digests_of(const CheckpointManifest& manifest) {
  std::map<std::string, std::string> digests;
  for (const auto& [name, file] : manifest.files) digests[name] = file.digest;
  return digests;
}

}  // namespace tandem
