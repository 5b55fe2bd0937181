#include "framework/report/evaluation_text.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "framework/core/text.h"
#include "framework/report/number_text.h"
#include "framework/report/text_table.h"
#include "framework/report/value_summary.h"

namespace tandem {
namespace {

std::string cell(const std::optional<double>& value, const std::optional<double>& beside) {
  return value ? number_text(*value, digits_of(value, beside)) : "";
}

TextTable evaluation_table(const EvaluatedRunText& run) {
  constexpr auto kRight = Alignment::kRight;
  TextTable table{.columns = {{.title = "value"},
                              {.title = ""},
                              {.title = "measured", .alignment = kRight},
                              {.title = "± s.e.", .alignment = kRight},
                              {.title = "floor", .alignment = kRight},
                              {.title = "ceiling", .alignment = kRight},
                              {.title = "real", .alignment = kRight},
                              {.title = "unit"}},
                  .rows = {}};
  for (const EvaluationRecord& record : run.records) {
    for (const RecordedValue& value : record.values) {
      // All numbers of a row have the digits that its error asks for.
      const auto& error = value.standard_error;
      const std::string arrow = direction_arrow(value);
      // Arrows begin with a space.
      table.rows.push_back({value.name, arrow.empty() ? "" : arrow.substr(1),
                            value.value ? cell(value.value, error) : "not finite",
                            cell(error, error), cell(value.floor, error),
                            cell(value.ceiling, error), cell(value.real, error), value.unit});
    }
  }
  return table;
}

/// Without columns in which nothing stands.
TextTable without_empty(const TextTable& table) {
  TextTable kept{.columns = {}, .rows = std::vector<std::vector<std::string>>(table.rows.size())};
  for (size_t column = 0; column < table.columns.size(); ++column) {
    const auto is_empty = [column](const auto& row) { return row[column].empty(); };
    if (std::ranges::all_of(table.rows, is_empty)) continue;
    kept.columns.push_back(table.columns[column]);
    for (size_t row = 0; row < table.rows.size(); ++row) {
      kept.rows[row].push_back(table.rows[row][column]);
    }
  }
  return kept;
}

nlohmann::ordered_json json_of(const RecordedValue& value) {
  nlohmann::ordered_json object = {{"value", nullptr}};
  const auto put = [&](const char* name, const std::optional<double>& number) {
    if (number && std::isfinite(*number)) object[name] = *number;
  };
  put("value", value.value);
  put("standard_error", value.standard_error);
  put("floor", value.floor);
  put("ceiling", value.ceiling);
  put("real", value.real);
  object["unit"] = value.unit;
  object["direction"] = value.direction;
  return object;
}

}  // namespace

std::string to_plain_text(const std::vector<EvaluatedRunText>& runs) {
  std::string text;
  for (const EvaluatedRunText& run : runs) {
    if (!text.empty()) text += "\n";
    text += printable_line(run.run.string()) + ", step " + std::to_string(run.step) + ", " +
            printable_line(run.split) + "\n" + to_plain_text(without_empty(evaluation_table(run)));
    for (const EvaluationRecord& record : run.records) {
      if (!record.note.empty()) text += printable_line(record.metric + ": " + record.note) + "\n";
    }
  }
  return text;
}

std::string to_json(const std::vector<EvaluatedRunText>& runs) {
  auto all = nlohmann::ordered_json::array();
  for (const EvaluatedRunText& run : runs) {
    nlohmann::ordered_json object = {
        {"run", run.run.string()}, {"step", run.step}, {"split", run.split}};
    object["values"] = nlohmann::ordered_json::object();
    object["notes"] = nlohmann::ordered_json::object();
    for (const EvaluationRecord& record : run.records) {
      for (const RecordedValue& value : record.values) {
        object["values"][value.name] = json_of(value);
        object["values"][value.name]["stamp"] = stamp_digest(record.stamp);
      }
      if (!record.note.empty()) object["notes"][record.metric] = record.note;
    }
    all.push_back(std::move(object));
  }
  // A path may be no UTF-8.
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace tandem
