#include "framework/training/data_identity.h"

#include <algorithm>

#include "framework/core/log.h"
#include "framework/data/image_fields.h"

namespace tandem {
namespace {

void append(std::string& identity, const std::string& name, const std::string& digest) {
  identity.append(name).append(" ").append(digest).append(" ");
}

}  // namespace

std::vector<std::string> used_fields(const Family& family, const DataSources& data,
                                     const std::string& split) {
  std::vector<std::string> used = family.data.fields;
  for (const std::string& field : family.data.fields) {
    if (!holds_images(field)) continue;
    const std::string beside = label_field(field);
    const bool is_used = data.has_field(split, beside) && !class_names_of(data, beside).empty();
    if (is_used && std::ranges::find(used, beside) == used.end()) used.push_back(beside);
  }
  return used;
}

std::string data_identity(const Family& family, const DataSources& data,
                          const std::string& evaluated_split) {
  std::string identity;
  for (const std::string& name : family.data.fields) {
    append(identity, name, data.field("train", name).digest());
  }
  // Of the evaluated split also labels that only metrics look at.
  if (!data.has_group(evaluated_split)) return identity;
  for (const std::string& name : used_fields(family, data, evaluated_split)) {
    append(identity, evaluated_split + "/" + name, data.field(evaluated_split, name).digest());
  }
  return identity;
}

void check_undigested(const Family& family, const DataSources& data, const std::string& split) {
  if (!data.has_group(split)) return;
  for (const std::string& name : used_fields(family, data, split)) {
    const DataSetField& field = data.field(split, name);
    if (field.has_chunk_digests()) continue;
    log_warning(field.where() +
                " has no digests of its chunks: all its rows are read now to compare them with the "
                "digest of the whole. Packed again, it is compared as it is read.");
    field.check_digest();
  }
}

}  // namespace tandem
