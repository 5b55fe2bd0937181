#include "framework/runs/checkpoint_manifest.h"

#include <nlohmann/json.hpp>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/input_file.h"
#include "framework/core/json.h"
#include "framework/core/plain_name.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "tandem-checkpoint";
constexpr int64_t kFormatVersion = 1;
// It is read before anything vouches for it: a huge file is not taken into memory.
constexpr uint64_t kMaxManifestBytes = 16 << 20;
constexpr const char* kDigest = "digest";

[[noreturn]] void refuse(const fs::path& path, const std::string& what) {
  throw CheckpointError({.what = what, .where = path});
}

/// The text without its own digest, from which that is taken.
std::string text_of(const nlohmann::ordered_json& object) { return object.dump(2) + "\n"; }

nlohmann::ordered_json object_of(const CheckpointManifest& manifest) {
  nlohmann::ordered_json files = nlohmann::ordered_json::object();
  for (const auto& [name, file] : manifest.files) {
    files[name] = {{"bytes", file.num_bytes}, {kDigest, file.digest}};
  }
  return {{"format", kFormat},
          {"format_version", kFormatVersion},
          {"step", manifest.step},
          {"files", std::move(files)}};
}

CheckpointFile parse_file(const nlohmann::json& entry, const std::string& name,
                          const fs::path& path) {
  if (!is_plain_name(name) || name == kManifestName) {
    refuse(path, "'" + name + "' is no name for a file of a checkpoint");
  }
  if (!entry.is_object() || !entry.contains("bytes") || !entry["bytes"].is_number_unsigned() ||
      !entry.contains(kDigest) || !entry[kDigest].is_string()) {
    refuse(path, "the entry of " + name + " is not {bytes, digest}");
  }
  return {.num_bytes = entry["bytes"].get<uint64_t>(), .digest = entry[kDigest].get<std::string>()};
}

std::string damage_of_file(const fs::path& path, const CheckpointFile& expected,
                           const FileDigest& digest_of_path) {
  const std::string name = path.filename();
  const auto status = status_of(path);
  if (status.type() == fs::file_type::not_found) return "is incomplete: " + name + " is missing";
  // A link may lead anywhere, and its target may change after the check.
  if (!fs::is_regular_file(status)) return "is damaged: " + name + " is not a regular file";
  // The length first: a file that was cut off shows without being read.
  const uint64_t num_bytes = InputFile(path).num_bytes();
  if (num_bytes != expected.num_bytes) {
    return "is incomplete: " + name + " has " + std::to_string(num_bytes) + " of " +
           std::to_string(expected.num_bytes) + " bytes";
  }
  const std::string digest = digest_of_path(path);
  if (digest.empty() || digest == expected.digest) return "";
  return "is damaged: " + name + " has the digest " + digest + " instead of " + expected.digest;
}

}  // namespace

std::string to_json(const CheckpointManifest& manifest) {
  nlohmann::ordered_json object = object_of(manifest);
  object[kDigest] = digest_of(text_of(object));
  return text_of(object);
}

CheckpointManifest read_manifest(const fs::path& directory) {
  const fs::path path = directory / kManifestName;
  if (!fs::is_regular_file(status_of(path))) refuse(path, "there is no such file");
  if (InputFile(path).num_bytes() > kMaxManifestBytes) refuse(path, "the manifest is over 16 MiB");
  const std::string text = read_file(path);
  const auto object = parse_json_object(text, path);
  // A field that is missing or of another type compares as different, and does not throw.
  if (object.value("format", nlohmann::json()) != kFormat ||
      object.value("format_version", nlohmann::json()) != kFormatVersion) {
    throw CheckpointError(
        {.what = "this is not the manifest of a checkpoint, or of another version",
         .where = path,
         .expected = std::string(kFormat) + " version 1"});
  }
  CheckpointManifest manifest;
  const auto step = object.find("step");
  const auto files = object.find("files");
  if (step == object.end() || !step->is_number_unsigned() || files == object.end() ||
      !files->is_object()) {
    refuse(path, "the manifest has no step or no files");
  }
  manifest.step = step->get<int64_t>();
  for (const auto& [name, entry] : files->items()) {
    manifest.files[name] = parse_file(entry, name, path);
  }
  // Only one text says this, so that no flipped bit goes unseen, wherever it is.
  if (to_json(manifest) != text) refuse(path, "the manifest does not match its own digest");
  return manifest;
}

std::string damage_of(const fs::path& directory, int64_t step, const FileDigest& digest) {
  const auto status = status_of(directory);
  if (status.type() == fs::file_type::not_found) return "does not exist";
  if (!fs::is_directory(status)) return "is not a directory";
  if (status_of(directory / kManifestName).type() == fs::file_type::not_found) {
    return std::string("is incomplete: ") + kManifestName + " is missing";
  }
  try {
    const CheckpointManifest manifest = read_manifest(directory);
    // A directory that somebody renamed would pass for the training of another step.
    if (manifest.step != step) {
      return "is damaged: its manifest is of step " + std::to_string(manifest.step);
    }
    for (const auto& [name, file] : manifest.files) {
      std::string damage = damage_of_file(directory / name, file, digest);
      if (!damage.empty()) return damage;
    }
    return "";
  } catch (const CheckpointError& error) {
    return std::string("is damaged: ") + error.what();
  }
}

}  // namespace tandem
