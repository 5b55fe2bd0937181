#include "framework/runs/rank_status.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <type_traits>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/json.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

using Json = nlohmann::json;

/// In the order of RankState.
constexpr std::array kStateNames = {"starting", "training", "done",
                                    "stopped",  "diverged", "failed"};

std::optional<RankState> state_named(const std::string& name) {
  const auto found = std::ranges::find(kStateNames, name);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<RankState>(found - kStateNames.begin());
}

/// The keys of RankStatus::values and its step, by the names that they always had.
constexpr const char* kValuesKey = "terms";
constexpr const char* kValuesStepKey = "terms_step";

std::optional<Activity> activity_named(const std::string& name) {
  const auto* const found = std::ranges::find(kActivities, name, &Choice<Activity>::name);
  if (found == std::end(kActivities)) return std::nullopt;
  return found->value;
}

/// The value under `key`, or `missing` when there is none of this type.
template <class T>
T value_or(const Json& json, const char* key, T missing) {
  const auto found = json.find(key);
  // A rate that is not finite was written as null.
  if (found == json.end() || found->is_null()) return missing;
  if constexpr (std::is_same_v<T, int64_t>) {
    return whole_number(*found);
  } else {
    return found->get<T>();
  }
}

/// The same for an int.
int int_or(const Json& json, const char* key, int missing) {
  const int64_t value = value_or(json, key, int64_t{missing});
  if (std::in_range<int>(value)) return static_cast<int>(value);
  // 406 is how the library numbers a number that does not fit.
  throw Json::out_of_range::create(406, std::string(key) + " is out of range", &json);
}

std::optional<RankStatus> from_json(const Json& json) {
  RankStatus status;
  const auto state = state_named(value_or(json, "state", to_string(status.state)));
  if (!state) return std::nullopt;
  status.state = *state;
  status.rank = int_or(json, "rank", 0);
  // Texts go to a terminal, and may quote names and values of anybody.
  status.host = printable_line(value_or(json, "host", std::string()));
  status.pid = value_or(json, "pid", int64_t{0});
  status.token = printable_line(value_or(json, "token", std::string()));
  status.step = value_or(json, "step", int64_t{0});
  status.steps = value_or(json, "steps", int64_t{0});
  status.operations = value_or(json, "operations", int64_t{0});
  status.operation = printable_line(value_or(json, "operation", std::string()));
  status.beats = value_or(json, "beats", int64_t{0});
  status.peak_bytes = value_or(json, "peak_bytes", int64_t{0});
  status.memory_bytes = value_or(json, "memory_bytes", int64_t{0});
  status.samples_per_second = value_or(json, "samples_per_second", 0.0);
  status.message = printable(value_or(json, "message", std::string()));
  status.exit_code = ExitCode{int_or(json, "exit_code", 0)};
  status.activity = activity_named(value_or(json, "activity", std::string()));
  status.values_step = value_or(json, kValuesStepKey, int64_t{0});
  const Json values = value_or(json, kValuesKey, Json::object());
  for (const auto& [name, value] : values.items()) {
    if (value.is_number()) status.values[printable_line(name)] = value.get<double>();
  }
  const auto files = value_or(json, "files", std::vector<std::string>());
  for (const std::string& file : files) status.files.push_back(printable_line(file));
  if (json.contains("resumable_step") && !json.at("resumable_step").is_null()) {
    status.resumable_step = whole_number(json.at("resumable_step"));
  }
  for (const Json& beat : value_or(json, "neighbours", Json::array())) {
    status.neighbours.push_back(
        {.rank = int_or(beat, "rank", 0),
         .step = value_or(beat, "step", int64_t{0}),
         .operations = value_or(beat, "operations", int64_t{0}),
         .operation = printable_line(value_or(beat, "operation", std::string())),
         .beats = value_or(beat, "beats", int64_t{0}),
         .peak_bytes = value_or(beat, "peak_bytes", int64_t{0})});
  }
  return status;
}

}  // namespace

std::string to_string(RankState state) { return kStateNames.at(static_cast<size_t>(state)); }

void write_rank_status(const std::filesystem::path& path, const RankStatus& status) {
  Json json = {{"state", to_string(status.state)},
               {"rank", status.rank},
               {"host", status.host},
               {"pid", status.pid},
               {"token", status.token},
               {"step", status.step},
               {"steps", status.steps},
               {"operations", status.operations},
               {"operation", status.operation},
               {"beats", status.beats},
               {"peak_bytes", status.peak_bytes},
               {"memory_bytes", status.memory_bytes},
               {"samples_per_second", status.samples_per_second},
               {"message", status.message},
               {"exit_code", static_cast<int>(status.exit_code)},
               {"activity", status.activity ? name_of(kActivities, *status.activity) : ""},
               {kValuesStepKey, status.values_step},
               {kValuesKey, status.values},
               {"files", status.files},
               {"resumable_step", nullptr}};
  if (status.resumable_step) json["resumable_step"] = *status.resumable_step;
  for (const RankBeat& beat : status.neighbours) {
    json["neighbours"].push_back({{"rank", beat.rank},
                                  {"step", beat.step},
                                  {"operations", beat.operations},
                                  {"operation", beat.operation},
                                  {"beats", beat.beats},
                                  {"peak_bytes", beat.peak_bytes}});
  }
  seal(json);
  // A message may quote bytes from a broken file: what is not UTF-8 is replaced.
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  // Not fsynced: it is of the moment, and a step must not wait for a disk.
  std::filesystem::path aside = path;
  aside += ".new";
  // Always the same name: what a rank that was killed has left does not pile up.
  std::ofstream file(aside, std::ios::trunc);
  std::error_code error;
  if (file << text && file.flush()) std::filesystem::rename(aside, path, error);
  if (!file || error) {
    throw FileError({.what = "cannot write the status of a rank",
                     .where = path,
                     .got = error ? error.message() : "an error of the file system"});
  }
}

std::optional<RankStatus> read_rank_status(const std::filesystem::path& path) {
  const std::string text = read_fleeting_file(path);
  if (text.empty()) return std::nullopt;
  try {
    Json json = parse_json_object(text, path);
    // Without fsync a torn one may lie under its final name after a crash.
    if (!unseal(json)) return std::nullopt;
    return from_json(json);
  } catch (const CheckpointError&) {
    return std::nullopt;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace tandem
