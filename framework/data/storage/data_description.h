// What a data set holds, without holding it: families are built from this.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/data/storage/field_name.h"

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

}  // namespace tandem
