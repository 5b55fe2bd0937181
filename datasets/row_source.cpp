#include "datasets/row_source.h"

#include <cstring>
#include <numeric>

#include "framework/core/error.h"
#include "framework/data/storage/data_set_layout.h"

namespace tandem {

int64_t RowSource::read_label(Split split, int64_t row) const {
  const std::vector<FieldDescription> descriptions = fields();
  const int64_t place = find_field(descriptions, "labels");
  if (place < 0) throw UsageError({.what = "the data has no labels"});
  std::vector<std::vector<std::byte>> values;
  std::vector<std::byte*> destinations;
  for (const FieldDescription& field : descriptions) {
    values.emplace_back(static_cast<size_t>(row_bytes(field, field.name)));
    destinations.push_back(values.back().data());
  }
  read_row(split, row, destinations);
  int64_t label = 0;
  std::memcpy(&label, destinations[static_cast<size_t>(place)], sizeof(label));
  return label;
}

FieldDescription label_description() { return {.name = "labels", .shape = {}, .type = "int64"}; }

std::vector<int64_t> all_rows(size_t count) {
  std::vector<int64_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

int64_t find_field(const std::vector<FieldDescription>& fields, const std::string& name) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return static_cast<int64_t>(i);
  }
  return -1;
}

}  // namespace tandem
