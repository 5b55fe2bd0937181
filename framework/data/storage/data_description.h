// What a data set holds, without holding it: families are built from this.
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

/// Whether a field holds images: `images`, or `source` and `target` of a pair, also below the name
/// of a source (`a/images`).
inline bool holds_images(const std::string& field) {
  const std::string last = field.substr(field.rfind('/') + 1);
  return last == "images" || last == "source" || last == "target";
}

/// The source of a field: what comes before the '/' of its name; empty without one.
inline std::string source_of(const std::string& field) {
  const size_t slash = field.rfind('/');
  return slash == std::string::npos ? "" : field.substr(0, slash);
}

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

}  // namespace tandem
