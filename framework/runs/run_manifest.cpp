#include "framework/runs/run_manifest.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/json.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kRunManifestVersion = 2;
constexpr const char* kVersionKey = "format_version";
constexpr const char* kParentKey = "parent";
constexpr const char* kStartsKey = "starts";
constexpr const char* kChangedKey = "changed_options";
constexpr const char* kCauseKey = "restarted_because";

OrderedJson to_object(const NamedTexts& texts) {
  OrderedJson object = OrderedJson::object();
  for (const auto& [name, text] : texts) object[name] = text;
  return object;
}

NamedTexts to_texts(const OrderedJson& object) {
  NamedTexts texts;
  for (const auto& [name, text] : object.items()) texts.emplace_back(name, text.get<std::string>());
  return texts;
}

/// What of `before` is otherwise in `after`.
NamedTexts changed_options(const NamedTexts& before, const NamedTexts& after) {
  const std::map<std::string, std::string> present(after.begin(), after.end());
  NamedTexts changed;
  for (const auto& [name, text] : before) {
    const auto now = present.find(name);
    if (now != present.end() && now->second != text) changed.emplace_back(name, text);
  }
  return changed;
}

/// There is no checkpoint of step 0: a start from the beginning has none.
OrderedJson null_or(int64_t step) { return step > 0 ? OrderedJson(step) : OrderedJson(nullptr); }

/// What images are measured by: "features; classifier", where the former are those of a network
/// that is named, or the classifier alone.
struct NetworkNames {
  std::string features;
  std::string classifier;
};

constexpr std::string_view kNetworkSeparator = "; ";

NetworkNames network_names_in(const std::string& networks) {
  const size_t end = networks.rfind(kNetworkSeparator);
  if (end == std::string::npos) return {.features = "", .classifier = networks};
  return {.features = networks.substr(0, end),
          .classifier = networks.substr(end + kNetworkSeparator.size())};
}

/// The networks of now, with what is known of before where nothing is named.
std::string merged(const std::string& now, const std::string& before) {
  const auto [features, classifier] = network_names_in(now);
  const NetworkNames known = network_names_in(before);
  const std::string& seen = features.empty() ? known.features : features;
  return (seen.empty() ? "" : seen + std::string(kNetworkSeparator)) +
         (classifier.empty() ? known.classifier : classifier);
}

/// Throws CheckpointError where both are named and are not the same.
void check_same(const std::string& before, const std::string& now, const std::string& what,
                const std::string& option) {
  if (before.empty() || now.empty() || before == now) return;
  throw CheckpointError({.what = "the run was measured by another " + what + " before",
                         .where = option,
                         .expected = before,
                         .got = now,
                         .advice = "Its metrics would not compare: name the same one, trained no "
                                   "further, or start a new run."});
}

[[noreturn]] void refuse_version(const std::filesystem::path& path) {
  throw CheckpointError(
      {.what = "the run was begun by another version of tandem",
       .where = path,
       .expected = std::string(kVersionKey) + " " + std::to_string(kRunManifestVersion),
       .advice = "Resume it with the version that began it."});
}

std::string sealed_text(OrderedJson json) {
  seal(json);
  return json.dump(2) + "\n";
}

[[noreturn]] void refuse_damaged(const std::filesystem::path& path) {
  throw CheckpointError(
      {.what = "the manifest of the run is damaged",
       .where = path,
       .advice = "Put a sound copy in its place. Without it nobody can tell whether options and "
                 "data are those that the run began with."});
}

OrderedJson parsed(const std::string& text, const std::filesystem::path& path) {
  try {
    return parse_ordered_json_object(text, path);
  } catch (const CheckpointError&) {
    refuse_damaged(path);
  }
}

}  // namespace

RunManifest::RunManifest(const std::filesystem::path& run) : path_(RunPaths{run}.manifest()) {
  if (status_of(path_).type() == std::filesystem::file_type::not_found) return;
  const std::string text = read_file(path_);
  try {
    parse(text);
  } catch (const OrderedJson::exception&) {
    refuse_damaged(path_);
  }
}

std::optional<ParentCheckpoint> RunManifest::parent() const {
  return branch_ ? std::optional(branch_->parent) : std::nullopt;
}

NamedTexts RunManifest::options(const NamedTexts& unstarted) const {
  return was_started() ? facts_.options : unstarted;
}

void RunManifest::check(const std::string& data_digests, const std::string& networks,
                        const std::string& data_paths) const {
  if (!was_started()) return;
  if (facts_.data_digests != data_digests) {
    throw CheckpointError({.what = "the run was started with other data",
                           .where = data_paths,
                           .expected = facts_.data_digests,
                           .got = data_digests,
                           .advice = "Point it at the data that the run began with."});
  }
  const NetworkNames before = network_names_in(facts_.networks);
  const NetworkNames now = network_names_in(networks);
  check_same(before.features, now.features, "feature network", "evaluation.features");
  check_same(before.classifier, now.classifier, "classifier", "evaluation.classifier");
}

std::string RunManifest::numerics_change(const std::string& numerics) const {
  if (!was_started()) return "";
  const std::string& before = starts_.back().start.numerics;
  if (before == numerics) return "";
  return "from here on the bits of the run are not those that it would have had without this "
         "interruption: it was computed by " +
         before + ", and goes on by " + numerics;
}

void RunManifest::start(const RunFacts& facts, const RunStart& start) {
  // Networks and changed options come from the facts of the start before, which are replaced below.
  const std::string networks = merged(facts.networks, facts_.networks);
  starts_.push_back({.began_utc = utc_time(),
                     .start = start,
                     .changed = changed_options(facts_.options, facts.options),
                     .end = std::nullopt});
  facts_ = facts;
  facts_.networks = networks;
  replace_file(path_, text());
}

void RunManifest::finish(const std::string& end, int64_t step) {
  starts_.back().end = {.utc = utc_time(), .state = end, .step = step};
  replace_file(path_, text());
}

void RunManifest::begin_branch(const ParentCheckpoint& parent,
                               const std::string& checkpoint_digest) {
  branch_ = {.parent = parent, .checkpoint_digest = checkpoint_digest};
  replace_file(path_, text());
}

std::string RunManifest::text() const {
  OrderedJson json = {{kVersionKey, kRunManifestVersion}};
  if (branch_) {
    json[kParentKey] = {{"run", branch_->parent.run.string()},
                        {"step", branch_->parent.step},
                        {"checkpoint_digest", branch_->checkpoint_digest}};
  }
  if (!was_started()) return sealed_text(std::move(json));
  json["name"] = facts_.name;
  json["seed"] = facts_.seed;
  json["config_digest"] = facts_.config_digest;
  json["options"] = to_object(facts_.options);
  json["data_digests"] = facts_.data_digests;
  json["judge"] = facts_.networks;  // the name that they have in all manifests
  json["reduction"] = facts_.reduction;
  json["rank_count_invariant"] = facts_.rank_count_invariant;
  for (const RecordedStart& entry : starts_) {
    const RunStart& start = entry.start;
    OrderedJson object = {{"began_utc", entry.began_utc},
                          {"ranks", start.hosts.size()},
                          {"hosts", start.hosts},
                          {"devices", start.devices},
                          {"numerics", start.numerics},
                          {"versions", to_object(start.versions)},
                          {"parent_checkpoint", null_or(start.start_step)},
                          {"end", nullptr}};
    if (!start.cause.empty()) object[kCauseKey] = start.cause;
    if (!entry.changed.empty()) object[kChangedKey] = to_object(entry.changed);
    if (entry.end) {
      object["end"] = entry.end->state;
      object["ended_utc"] = entry.end->utc;
      object["step"] = entry.end->step;
    }
    json[kStartsKey].push_back(std::move(object));
  }
  return sealed_text(std::move(json));
}

/// Throws OrderedJson::exception for what `text` does not write, CheckpointError for a damaged
/// value and for another version.
void RunManifest::parse(const std::string& text) {
  OrderedJson json = parsed(text, path_);
  // The version before the digest, which another version may take in another way.
  if (json.at(kVersionKey) != kRunManifestVersion) refuse_version(path_);
  if (!unseal(json)) refuse_damaged(path_);
  if (json.contains(kParentKey)) {
    const OrderedJson& branch = json.at(kParentKey);
    branch_ = {.parent = {branch.at("run").get<std::string>(), whole_number(branch.at("step"))},
               .checkpoint_digest = branch.at("checkpoint_digest").get<std::string>()};
    // A branch that was made and not started yet.
    if (!json.contains(kStartsKey)) return;
  }
  facts_ = {.name = json.at("name").get<std::string>(),
            .seed = whole_number(json.at("seed")),
            .config_digest = json.at("config_digest").get<std::string>(),
            .options = to_texts(json.at("options")),
            .data_digests = json.at("data_digests").get<std::string>(),
            .networks = json.at("judge").get<std::string>(),
            .reduction = json.at("reduction").get<std::string>(),
            .rank_count_invariant = json.at("rank_count_invariant").get<bool>()};
  (void)json.at(kStartsKey).at(0);  // a run that was never started has no such list
  for (const OrderedJson& object : json.at(kStartsKey)) {
    const OrderedJson& parent = object.at("parent_checkpoint");
    RecordedStart entry{.began_utc = object.at("began_utc").get<std::string>(),
                        .start = {.hosts = object.at("hosts").get<std::vector<std::string>>(),
                                  .devices = object.at("devices").get<std::vector<std::string>>(),
                                  .numerics = object.at("numerics").get<std::string>(),
                                  .versions = to_texts(object.at("versions")),
                                  .start_step = parent.is_null() ? 0 : whole_number(parent)},
                        .changed = {},
                        .end = std::nullopt};
    if (object.contains(kCauseKey)) entry.start.cause = object.at(kCauseKey).get<std::string>();
    if (object.contains(kChangedKey)) entry.changed = to_texts(object.at(kChangedKey));
    if (!object.at("end").is_null()) {
      entry.end = {.utc = object.at("ended_utc").get<std::string>(),
                   .state = object.at("end").get<std::string>(),
                   .step = whole_number(object.at("step"))};
    }
    starts_.push_back(std::move(entry));
  }
}

}  // namespace tandem
