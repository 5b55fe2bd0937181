#include "framework/sweep/study_records.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string_view>

namespace tandem {
namespace {

using Record = nlohmann::ordered_json;

Record record_for(JournalOperation operation) {
  return {{"op_code", static_cast<int>(operation)}, {"worker_id", "tandem"}};
}

Record record_for(JournalOperation operation, const char* id_name, int64_t id) {
  Record record = record_for(operation);
  record[id_name] = id;
  return record;
}

constexpr const char* kSecondFormat = "%Y-%m-%dT%H:%M:%S";
constexpr std::string_view kUtc = "+00:00";

/// The present time as Python's isoformat has it: "2026-01-31T23:59:59.123456+00:00".
std::string present_time() {
  using std::chrono::microseconds;
  constexpr int64_t kMicro = 1'000'000;
  // Seconds and their fraction are of one reading of the clock.
  const int64_t now =
      std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  const time_t seconds = now / kMicro;
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> day{};
  std::strftime(day.data(), day.size(), kSecondFormat, &parts);
  std::array<char, 16> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%06lld", static_cast<long long>(now % kMicro));
  return std::string(day.data()).append(fraction.data()).append(kUtc);
}

/// Choices by an integer, all others as floats: as Optuna keeps them.
Record stored_value(const Distribution& distribution, double value) {
  if (distribution.kind == Distribution::Kind::kCategorical) return std::llround(value);
  return value;
}

}  // namespace

std::optional<double> seconds_of(const std::string& time) {
  tm parts{};
  const char* const rest = ::strptime(time.c_str(), kSecondFormat, &parts);
  if (rest == nullptr || *rest != '.') return std::nullopt;
  const char* const end = time.data() + time.size();
  double fraction = 0;
  const auto read = std::from_chars(rest, end, fraction);
  if (read.ec != std::errc() || std::string_view(read.ptr, end) != kUtc) return std::nullopt;
  return static_cast<double>(::timegm(&parts)) + fraction;
}

Record study_record(const std::string& name, bool is_minimized) {
  Record record = record_for(JournalOperation::kCreateStudy);
  record["study_name"] = name;
  record["directions"] = {is_minimized ? 1 : 2};
  return record;
}

Record study_user_attribute(const std::string& key, const nlohmann::json& value) {
  Record record = record_for(JournalOperation::kSetStudyUserAttribute, "study_id", kSweepStudyId);
  record["user_attr"] = Record::object({{key, value}});
  return record;
}

Record study_system_attribute(const std::string& key, const nlohmann::json& value) {
  Record record = record_for(JournalOperation::kSetStudySystemAttribute, "study_id", kSweepStudyId);
  record["system_attr"] = Record::object({{key, value}});
  return record;
}

Record trial_record(const SearchSpace& space, const Assignment& parameters,
                    const std::map<std::string, nlohmann::json>& user_attributes) {
  Record record = record_for(JournalOperation::kCreateTrial, "study_id", kSweepStudyId);
  record["datetime_start"] = present_time();
  record["state"] = static_cast<int>(TrialState::kRunning);
  record["value"] = nullptr;
  record["values"] = nullptr;
  record["distributions"] = Record::object();
  record["params"] = Record::object();
  for (const auto& [name, value] : parameters) {
    const Distribution& distribution = space.parameter(name).distribution;
    record["distributions"][name] = to_json_text(distribution);
    record["params"][name] = stored_value(distribution, value);
  }
  record["user_attrs"] = user_attributes;
  record["system_attrs"] = Record::object();
  record["intermediate_values"] = Record::object();
  return record;
}

Record state_record(int64_t trial_id, TrialState state, std::optional<double> value) {
  Record record = record_for(JournalOperation::kSetTrialState, "trial_id", trial_id);
  record["state"] = static_cast<int>(state);
  record["values"] = nullptr;
  if (value) record["values"] = Record::array({*value});
  if (state == TrialState::kRunning) {
    record["datetime_start"] = present_time();
  } else if (state != TrialState::kPaused) {
    record["datetime_complete"] = present_time();
  }
  return record;
}

Record value_record(int64_t trial_id, int64_t step, double value) {
  Record record = record_for(JournalOperation::kSetTrialValue, "trial_id", trial_id);
  record["step"] = step;
  record["intermediate_value"] = value;
  return record;
}

Record trial_user_attribute(int64_t trial_id, const std::string& key, const nlohmann::json& value) {
  Record record = record_for(JournalOperation::kSetTrialUserAttribute, "trial_id", trial_id);
  record["user_attr"] = Record::object({{key, value}});
  return record;
}

Record trial_system_attribute(int64_t trial_id, const std::string& key,
                              const nlohmann::json& value) {
  Record record = record_for(JournalOperation::kSetTrialSystemAttribute, "trial_id", trial_id);
  record["system_attr"] = Record::object({{key, value}});
  return record;
}

Record infeasible_record(int64_t trial_id) {
  return trial_system_attribute(trial_id, kConstraintsAttribute, nlohmann::json::array({1.0}));
}

}  // namespace tandem
