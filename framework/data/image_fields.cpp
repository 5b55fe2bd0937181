#include "framework/data/image_fields.h"

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {

std::string image_field(const std::vector<std::string>& fields) {
  const auto found = std::ranges::find_if(fields, holds_images);
  if (found != fields.end()) return *found;
  throw ConfigError({.what = "this family uses no field of images", .where = "evaluation"});
}

const std::vector<std::string>& class_names_of(const DataSources& data, const std::string& field) {
  return data.file_of(field).origin().class_names;
}

}  // namespace tandem
