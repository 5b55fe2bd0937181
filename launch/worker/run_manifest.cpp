#include "launch/worker/run_manifest.h"

#include <H5public.h>
#include <mpi.h>
#include <torch/version.h>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/process.h"
#include "launch/version.h"

namespace tandem {
namespace {

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

std::string paths_of(const RunConfiguration& configuration) {
  std::string paths;
  for (const DataSourceLocation& location : configuration.data_locations()) {
    paths += (paths.empty() ? "" : ", ") + location.path.string();
  }
  return paths;
}

}  // namespace

RunManifest::RunManifest(const std::filesystem::path& directory, bool writes)
    : path_(directory / "manifest.json"), writes_(writes) {
  if (std::filesystem::exists(path_)) {
    content_ = nlohmann::ordered_json::parse(read_file(path_), nullptr, /*allow_exceptions=*/false);
    if (!content_.is_object()) content_ = nlohmann::ordered_json::object();
  }
}

void RunManifest::start(const RunFacts& facts) {
  std::vector<std::string> hosts;
  std::vector<std::string> devices;
  for (const RankPlace& place : facts.places) {
    hosts.push_back(place.host);
    devices.push_back(to_sentence(place));
  }
  const std::string before = content_.value("data_digests", facts.data_digests);
  if (before != facts.data_digests) {
    throw CheckpointError({.what = "the run was started with other data",
                           .where = paths_of(facts.configuration),
                           .expected = before,
                           .got = facts.data_digests,
                           .advice = "Point it at the data that the run began with."});
  }
  const std::string judge_before = content_.value("judge", "");
  if (!judge_before.empty() && !facts.judge.empty() && judge_before != facts.judge) {
    throw CheckpointError({.what = "the run was judged by another classifier before",
                           .where = "evaluation.classifier",
                           .expected = judge_before,
                           .got = facts.judge,
                           .advice = "Its metrics would not compare: name the same classifier, "
                                     "trained no further, or start a new run."});
  }
  const RunOptions& options = facts.configuration.options();
  content_["format_version"] = 1;
  content_["name"] = options.name;
  content_["seed"] = options.seed;
  content_["config_digest"] = digest_of(dump_yaml(facts.configuration.section()));
  content_["data_digests"] = facts.data_digests;
  if (!facts.judge.empty()) content_["judge"] = facts.judge;
  content_["reduction"] = options.reduction;
  content_["rank_count_invariant"] = options.reduction == "ordered";
  nlohmann::ordered_json entry = {{"began_utc", utc_time()},
                                  {"ranks", facts.places.size()},
                                  {"hosts", hosts},
                                  {"devices", devices},
                                  {"numerics", facts.numerics},
                                  {"versions", versions(facts)},
                                  {"parent_checkpoint", nullptr},
                                  {"end", nullptr}};
  if (facts.parent_step > 0) entry["parent_checkpoint"] = facts.parent_step;
  content_["starts"].push_back(entry);
  if (writes_) replace_file(path_, content_.dump(2) + "\n");
}

void RunManifest::finish(const std::string& end, int64_t step) {
  nlohmann::ordered_json& entry = content_["starts"].back();
  entry["ended_utc"] = utc_time();
  entry["end"] = end;
  entry["step"] = step;
  if (writes_) replace_file(path_, content_.dump(2) + "\n");
}

}  // namespace tandem
