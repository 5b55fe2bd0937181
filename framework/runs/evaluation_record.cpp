#include "framework/runs/evaluation_record.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/json.h"
#include "framework/core/named_values.h"
#include "framework/core/plain_name.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

constexpr int kRecordVersion = 1;
constexpr const char* kExtension = ".json";
constexpr const char* kNetworksKey = "networks";

/// A number that is not finite has no form in JSON, and is left out.
void put(nlohmann::ordered_json& object, const char* name, const std::optional<double>& value) {
  if (value && std::isfinite(*value)) object[name] = *value;
}

std::optional<double> taken(const nlohmann::ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::nullopt : std::optional(found->get<double>());
}

nlohmann::ordered_json to_json(const RecordedValue& value) {
  nlohmann::ordered_json object = {{"name", value.name},
                                   {"unit", value.unit},
                                   {"direction", value.direction},
                                   {"sentence", value.sentence}};
  put(object, "value", value.value);
  put(object, "standard_error", value.standard_error);
  put(object, "floor", value.floor);
  put(object, "ceiling", value.ceiling);
  put(object, "real", value.real);
  return object;
}

RecordedValue value_of(const nlohmann::ordered_json& object) {
  return {.name = object.at("name"),
          .unit = object.at("unit"),
          .direction = object.at("direction"),
          .sentence = object.at("sentence"),
          .value = taken(object, "value"),
          .standard_error = taken(object, "standard_error"),
          .floor = taken(object, "floor"),
          .ceiling = taken(object, "ceiling"),
          .real = taken(object, "real")};
}

nlohmann::ordered_json to_json(const RecordedSeries& series) {
  return {{"name", series.name},
          {"sentence", series.sentence},
          {"rows", series.rows},
          {"columns", series.columns},
          {"values", series.values}};
}

RecordedSeries series_of(const nlohmann::ordered_json& object) {
  RecordedSeries series{.name = object.at("name"),
                        .sentence = object.at("sentence"),
                        .rows = object.at("rows"),
                        .columns = object.at("columns")};
  // What is not finite was written as null.
  for (const nlohmann::ordered_json& number : object.at("values")) {
    series.values.push_back(number.is_null() ? std::nan("") : number.get<double>());
  }
  return series;
}

/// Names of classes come from data sets: bytes that are no UTF-8 are replaced.
std::string dumped(const nlohmann::ordered_json& object, int indent = -1) {
  return object.dump(indent, ' ', /*ensure_ascii=*/false,
                     nlohmann::ordered_json::error_handler_t::replace);
}

nlohmann::ordered_json texts_json(const NamedTexts& texts) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, text] : texts) object[name] = text;
  return object;
}

/// All but the digest of itself.
nlohmann::ordered_json to_json(const EvaluationRecord& record) {
  nlohmann::ordered_json object = {{"format_version", kRecordVersion},
                                   {"metric", record.metric},
                                   {"part", record.part},
                                   {"step", record.step},
                                   {"weights", record.weights},
                                   {"stamp", texts_json(record.stamp)}};
  object["values"] = nlohmann::ordered_json::array();
  for (const RecordedValue& value : record.values) object["values"].push_back(to_json(value));
  object["series"] = nlohmann::ordered_json::array();
  for (const RecordedSeries& series : record.series) object["series"].push_back(to_json(series));
  object["note"] = record.note;
  if (!record.networks.empty()) object[kNetworksKey] = texts_json(record.networks);
  return object;
}

EvaluationRecord record_of(const nlohmann::ordered_json& object) {
  EvaluationRecord record{.metric = object.at("metric"),
                          .part = object.at("part"),
                          .step = whole_number(object.at("step")),
                          .weights = object.at("weights"),
                          .note = object.at("note")};
  for (const auto& [name, text] : object.at("stamp").items()) record.stamp.emplace_back(name, text);
  if (object.contains(kNetworksKey)) {
    for (const auto& [name, text] : object.at(kNetworksKey).items()) {
      record.networks.emplace_back(name, text);
    }
  }
  for (const nlohmann::ordered_json& value : object.at("values"))
    record.values.push_back(value_of(value));
  for (const nlohmann::ordered_json& series : object.at("series"))
    record.series.push_back(series_of(series));
  return record;
}

[[noreturn]] void refuse_record(const std::filesystem::path& path, const std::string& why) {
  throw DataError({.what = "the record of an evaluation " + why,
                   .where = path,
                   .expected = "the file as it was written",
                   .advice = "Move it away and evaluate again: nothing else is lost with it."});
}

}  // namespace

bool is_by_networks(const EvaluationRecord& record) {
  return !text_under(record.stamp, kFeaturesField).empty() ||
         !text_under(record.stamp, kClassifierField).empty();
}

std::optional<StampDifference> difference(const NamedTexts& first, const NamedTexts& second) {
  for (const auto& [field, text] : first) {
    if (text_under(second, field) != text)
      return StampDifference{field, text, text_under(second, field)};
  }
  for (const auto& [field, text] : second) {
    if (text_under(first, field) != text)
      return StampDifference{field, text_under(first, field), text};
  }
  return std::nullopt;
}

std::string stamp_digest(const NamedTexts& stamp) { return digest_of(dumped(texts_json(stamp))); }

std::filesystem::path record_path(const std::filesystem::path& run,
                                  const EvaluationRecord& record) {
  constexpr size_t kDigits = 16;
  // Part and weights are not in the stamp, by which values of different models compare.
  const std::string identity =
      digest_of(record.part + '\n' + record.weights + '\n' + stamp_digest(record.stamp));
  return RunPaths{run}.evaluations() / (step_name(record.step) + "-" + record.metric + "-" +
                                        identity.substr(0, kDigits) + kExtension);
}

void write_record(const std::filesystem::path& run, const EvaluationRecord& record) {
  const std::filesystem::path path = record_path(run, record);
  if (status_of(path).type() != std::filesystem::file_type::not_found) return;
  make_folders(run);
  nlohmann::ordered_json object = to_json(record);
  // Of the text without line breaks, which reading makes again whatever the indentation is.
  object["digest"] = digest_of(dumped(object));
  replace_file(path, dumped(object, 1) + "\n");
}

EvaluationRecord read_record(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  try {
    nlohmann::ordered_json object = parse_ordered_json_object(text, path);
    const std::string digest = object.at("digest");
    // Members keep the order of the file: what is left gives the text whose digest was taken.
    object.erase("digest");
    if (digest_of(object.dump()) != digest) refuse_record(path, "was edited, or damaged");
    if (object.at("format_version") != kRecordVersion) refuse_record(path, "is of another version");
    EvaluationRecord record = record_of(object);
    // Files are named after it.
    if (!is_plain_name(record.metric)) refuse_record(path, "is of no metric");
    return record;
  } catch (const CheckpointError&) {
    refuse_record(path, "is torn, or is none");
  } catch (const nlohmann::ordered_json::exception&) {
    refuse_record(path, "is torn, or is none");
  }
}

std::vector<EvaluationRecord> read_records(const std::filesystem::path& run) {
  std::vector<EvaluationRecord> records;
  const std::filesystem::path directory = RunPaths{run}.evaluations();
  for (const std::string& name : names_in(directory)) {
    // A replacement that was never finished lies beside them with another ending.
    if (name.ends_with(kExtension) && leading_step(name)) {
      records.push_back(read_record(directory / name));
    }
  }
  std::ranges::sort(records, {}, [](const EvaluationRecord& record) {
    return std::tuple(record.step, record.metric, record.part, stamp_digest(record.stamp),
                      record.weights);
  });
  return records;
}

}  // namespace tandem
