#include "launch/worker/run_manifest.h"

#include <H5public.h>
#include <mpi.h>
#include <torch/version.h>

#include <algorithm>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/process.h"
#include "framework/core/text.h"
#include "framework/runs/run_directory.h"
#include "launch/version.h"

namespace tandem {
namespace {

constexpr const char* kOptions = "options";
constexpr const char* kDataDigests = "data_digests";
constexpr const char* kJudge = "judge";
constexpr const char* kNumerics = "numerics";
constexpr const char* kStarts = "starts";

nlohmann::ordered_json versions(const RunFacts& facts) {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  nlohmann::ordered_json all = {
      {"tandem", kVersion},
      {"build", kBuild},
      {"compiler", __VERSION__},
      {"torch", TORCH_VERSION},
      {"hdf5", std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release)},
      {"mpi", std::to_string(MPI_VERSION) + "." + std::to_string(MPI_SUBVERSION)}};
  for (const auto& [name, version] : facts.device_versions) all[name] = version;
  return all;
}

/// Whether everything that is read below is there as it is written below.
bool is_manifest(const nlohmann::ordered_json& content) {
  const auto is_text = [](const nlohmann::ordered_json& object, const char* key) {
    return object.contains(key) && object[key].is_string();
  };
  return is_text(content, kDataDigests) && is_text(content, kJudge) && content.contains(kOptions) &&
         content[kOptions].is_object() && content.contains(kStarts) &&
         content[kStarts].is_array() && !content[kStarts].empty() &&
         std::ranges::all_of(content[kOptions],
                             [](const auto& value) { return value.is_string(); }) &&
         std::ranges::all_of(content[kStarts],
                             [&](const auto& start) { return is_text(start, kNumerics); });
}

std::string paths_of(const RunConfiguration& configuration) {
  return joined(configuration.data_locations(),
                [](const DataSourceLocation& location) { return location.path.string(); });
}

}  // namespace

RunManifest::RunManifest(const std::filesystem::path& directory)
    : path_(RunPaths{directory}.manifest()) {
  if (status_of(path_).type() == std::filesystem::file_type::not_found) return;
  content_ = nlohmann::ordered_json::parse(read_file(path_), nullptr, /*allow_exceptions=*/false);
  if (content_.is_object() && content_.contains(kManifestVersionKey) &&
      content_[kManifestVersionKey] != kManifestVersion) {
    throw CheckpointError({.what = "the run was begun by another version of tandem",
                           .where = path_,
                           .expected = "format_version " + std::to_string(kManifestVersion),
                           .advice = "Resume it with the version that began it."});
  }
  const bool has_parent_alone =
      content_.is_object() && content_.contains(kManifestParentKey) && !content_.contains(kStarts);
  if (has_parent_alone || (content_.is_object() && is_manifest(content_))) return;
  throw CheckpointError({.what = "the manifest of the run is damaged",
                         .where = path_,
                         .advice = "Put a sound copy in its place. Without it nobody can tell "
                                   "whether options and data are those that the run began with."});
}

std::vector<std::pair<std::string, std::string>> RunManifest::options(
    const OptionSection& written) const {
  if (!was_started()) return flatten(written);
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [name, value] : content_[kOptions].items()) values.emplace_back(name, value);
  return values;
}

void RunManifest::check(const RunConfiguration& configuration, const std::string& data_digests,
                        const std::string& judge) const {
  if (!was_started()) return;
  const std::string data_before = content_[kDataDigests];
  if (data_before != data_digests) {
    throw CheckpointError({.what = "the run was started with other data",
                           .where = paths_of(configuration),
                           .expected = data_before,
                           .got = data_digests,
                           .advice = "Point it at the data that the run began with."});
  }
  const std::string judge_before = content_[kJudge];
  if (!judge_before.empty() && !judge.empty() && judge_before != judge) {
    throw CheckpointError({.what = "the run was judged by another classifier before",
                           .where = "evaluation.classifier",
                           .expected = judge_before,
                           .got = judge,
                           .advice = "Its metrics would not compare: name the same classifier, "
                                     "trained no further, or start a new run."});
  }
}

std::string RunManifest::numerics_change(const std::string& numerics) const {
  if (!was_started()) return "";
  const std::string before = content_[kStarts].back()[kNumerics];
  if (before == numerics) return "";
  return "from here on the bits of the run are not those that it would have had without this "
         "interruption: it was computed by " +
         before + ", and goes on by " + numerics;
}

void RunManifest::start(const RunFacts& facts) {
  std::vector<std::string> hosts;
  std::vector<std::string> devices;
  for (const RankPlace& place : facts.places) {
    hosts.push_back(place.host);
    devices.push_back(to_sentence(place));
  }
  const RunOptions& options = facts.configuration.options();
  content_[kManifestVersionKey] = kManifestVersion;
  content_["name"] = options.name;
  content_["seed"] = options.seed;
  content_["config_digest"] = digest_of(dump_yaml(facts.configuration.section()));
  content_[kOptions] = nlohmann::ordered_json::object();
  for (const auto& [name, value] : flatten(facts.configuration.section())) {
    content_[kOptions][name] = value;
  }
  content_[kDataDigests] = facts.data_digests;
  if (!facts.judge.empty() || !content_.contains(kJudge)) content_[kJudge] = facts.judge;
  content_["reduction"] = options.reduction;
  content_["rank_count_invariant"] = options.reduction == "ordered";
  nlohmann::ordered_json entry = {{"began_utc", utc_time()},
                                  {"ranks", facts.places.size()},
                                  {"hosts", hosts},
                                  {"devices", devices},
                                  {kNumerics, facts.numerics},
                                  {"versions", versions(facts)},
                                  {"parent_checkpoint", nullptr},
                                  {"end", nullptr}};
  if (facts.parent_step > 0) entry["parent_checkpoint"] = facts.parent_step;
  content_[kStarts].push_back(entry);
  write();
}

void RunManifest::finish(const std::string& end, int64_t step) {
  nlohmann::ordered_json& entry = content_[kStarts].back();
  entry["ended_utc"] = utc_time();
  entry["end"] = end;
  entry["step"] = step;
  write();
}

void RunManifest::write() const { replace_file(path_, content_.dump(2) + "\n"); }

}  // namespace tandem
