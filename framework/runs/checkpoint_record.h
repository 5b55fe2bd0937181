// What metrics.jsonl says of a checkpoint, and goes on saying when the checkpoint is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/json_lines.h"

namespace tandem {

/// The record of one checkpoint, a pure function of the training up to its step.
struct CheckpointRecord {
  int64_t step = 0;
  std::map<std::string, std::string> digests;  // by file, as in its manifest
  std::map<std::string, int64_t> images;       // each network was trained with, by network
};

/// `{"step": 1000, "checkpoint": {file: digest, …}, "images": {network: count, …}}`, a line of its
/// own.
nlohmann::ordered_json to_line(const CheckpointRecord& record);

/// The record in a line of a file, none in a line of values. Throws DataError naming file and line
/// for what `to_line` does not write.
std::optional<CheckpointRecord> record_in(const JsonLine& line, const std::filesystem::path& file);

/// The digests of the files of a checkpoint, by file.
std::map<std::string, std::string> digests_of(const CheckpointManifest& manifest);

}  // namespace tandem
