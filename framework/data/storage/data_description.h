// What a data set holds, without holding it: families are built from this. Names of fields are
// `images`, or `a/images` where a run has several sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

/// One field of a data set: `images` (H, W, C) uint8, `labels` () int64, …
struct FieldDescription {
  std::string name;
  std::vector<int64_t> shape;  // of one sample, without the first dimension
  std::string type;            // uint8, int64, float32, float64
};

struct DataDescription {
  std::vector<FieldDescription> fields;
  std::vector<std::string> class_names;  // empty where the data has no classes

  /// Null when there is no such field.
  const FieldDescription* find(const std::string& name) const {
    for (const FieldDescription& field : fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }
};

/// `images` of the source `a` is `a/images`, of the only source, which has no name, `images`.
inline std::string field_name(const std::string& source, const std::string& field) {
  return source.empty() ? field : source + "/" + field;
}

/// The source of a field: what comes before the '/' of its name; empty without one.
inline std::string source_of(const std::string& field) {
  const size_t slash = field.rfind('/');
  return slash == std::string::npos ? "" : field.substr(0, slash);
}

/// The name that a field has in its source.
inline std::string name_in_source(const std::string& field) {
  return field.substr(field.rfind('/') + 1);
}

/// Whether a field holds images: `images`, or `source` and `target` of a pair.
inline bool holds_images(const std::string& field) {
  const std::string name = name_in_source(field);
  return name == "images" || name == "source" || name == "target";
}

/// The field with the labels of images: `labels`, `a/labels` of `a/images`.
inline std::string label_field(const std::string& image_field) {
  return field_name(source_of(image_field), "labels");
}

}  // namespace tandem
