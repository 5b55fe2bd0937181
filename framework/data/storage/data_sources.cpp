#include "framework/data/storage/data_sources.h"

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

DataSources::DataSources(const std::vector<DataSourceLocation>& locations) {
  sources_.reserve(locations.size());
  for (const DataSourceLocation& location : locations) {
    sources_.push_back({location.name, DataSetFile(location.path)});
  }
}

bool DataSources::has_group(const std::string& group) const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [&](const Source& source) { return source.file.has_group(group); });
}

std::vector<std::string> DataSources::groups() const {
  std::vector<std::string> names;
  for (const DataSetGroup& group : sources_.front().file.groups()) {
    if (has_group(group.name)) names.push_back(group.name);
  }
  return names;
}

int64_t DataSources::num_rows(const std::string& group) const {
  std::vector<int64_t> rows;
  for (const Source& source : sources_) rows.push_back(source.file.group(group).num_rows);
  return *std::min_element(rows.begin(), rows.end());
}

bool DataSources::has_field(const std::string& group, const std::string& field) const {
  const auto [source, name] = find(field);
  if (source == nullptr || !source->file.has_group(group)) return false;
  const auto& fields = source->file.group(group).fields;
  return std::any_of(fields.begin(), fields.end(), [&name = name](const DataSetField& candidate) {
    return candidate.description().name == name;
  });
}

const DataSetField& DataSources::field(const std::string& group, const std::string& name) const {
  const DataSetFile& file = file_of(name);
  return file.group(group).field(find(name).second);
}

const DataSetFile& DataSources::file_of(const std::string& field) const {
  if (const Source* source = find(field).first) return source->file;
  throw DataError(
      {.what = "no source of the data has a field '" + field + "'",
       .expected = "<source>/<field>, with one of the sources " + joined(sources_, &Source::name)});
}

DataDescription DataSources::description(const std::string& group) const {
  DataDescription all;
  all.class_names = sources_.front().file.origin().class_names;
  for (const Source& source : sources_) {
    for (FieldDescription field : source.file.description(group).fields) {
      field.name = field_name(source.name, field.name);
      all.fields.push_back(std::move(field));
    }
  }
  return all;
}

std::pair<const DataSources::Source*, std::string> DataSources::find(
    const std::string& field) const {
  for (const Source& source : sources_) {
    const std::string prefix = field_name(source.name, "");
    if (field.starts_with(prefix)) return {&source, field.substr(prefix.size())};
  }
  return {nullptr, field};
}

}  // namespace tandem
