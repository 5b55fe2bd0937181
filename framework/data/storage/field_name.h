// Names of fields: `images`, or `a/images` where a run has several sources.
#pragma once

#include <string>

namespace tandem {

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
