#include "framework/sweep/artifacts.h"

#include <string_view>

#include "framework/core/digest.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/sweep/python_json.h"
#include "framework/sweep/study_records.h"
#include "framework/sweep/sweep_paths.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxNoteBytes = 2045;  // of a piece: a limit of the databases that Optuna knows

/// A UUID of version 8 (RFC 9562: its content is the writer's own).
std::string uuid_of(const std::string& text) {
  DigestBytes bytes = digest_bytes_of(text.data(), text.size());
  // The upper four bits are the version, 8, and the upper two of the other byte the variant.
  bytes[6] = static_cast<uint8_t>(0x80 | (bytes[6] & 0x0f));
  bytes[8] = static_cast<uint8_t>(0x80 | (bytes[8] & 0x3f));
  std::string uuid = hex_of(bytes);
  for (const size_t place : {20, 16, 12, 8}) uuid.insert(place, "-");
  return uuid;
}

std::string media_type_of(const fs::path& file) {
  const std::string ending = file.extension();
  if (ending == ".png") return "image/png";
  if (ending == ".json") return "application/json";
  if (ending == ".html") return "text/html";
  if (ending == ".txt" || ending == ".yaml" || ending == ".log") return "text/plain";
  return "application/octet-stream";
}

}  // namespace

nlohmann::ordered_json store_artifact(const fs::path& sweep, int64_t trial_id, const fs::path& file,
                                      const std::string& name) {
  const std::string bytes = read_file(file);
  const std::string id = uuid_of(std::to_string(trial_id) + " " + digest_of(bytes) + " " + name);
  const fs::path directory = SweepPaths{sweep}.artifacts();
  make_directories(directory);
  replace_file(directory / id, bytes);
  const nlohmann::ordered_json artifact = {{"artifact_id", id},
                                           {"filename", name},
                                           {"mimetype", media_type_of(file)},
                                           {"encoding", nullptr}};
  return trial_system_attribute(trial_id, "artifacts:" + id, to_python_json(artifact));
}

std::vector<nlohmann::ordered_json> dashboard_records(const std::string& metric,
                                                      const std::string& note) {
  std::vector<nlohmann::ordered_json> records = {
      study_system_attribute("study:metric_names", nlohmann::json::array({metric})),
      study_system_attribute("dashboard:note_ver", 1)};
  std::string_view rest = note;
  for (int piece = 0; !rest.empty(); ++piece) {
    const std::string_view front = utf8_front(rest, kMaxNoteBytes);
    records.push_back(
        study_system_attribute("dashboard:note_str:" + std::to_string(piece), std::string(front)));
    rest.remove_prefix(front.size());
  }
  return records;
}

}  // namespace tandem
