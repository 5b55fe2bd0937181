#include "framework/model/family.h"

#include <algorithm>

#include "framework/core/error.h"

namespace tandem {

std::vector<LearnerDefaults> Family::learner_defaults() const {
  std::vector<LearnerDefaults> all;
  if (optional_learners) all = optional_learners();
  all.insert(all.end(), learners.begin(), learners.end());
  return all;
}

std::vector<std::string> DataRequirements::sources() const {
  std::vector<std::string> names;
  for (const std::string& field : fields) {
    const std::string source = source_of(field);
    if (source.empty() || std::find(names.begin(), names.end(), source) != names.end()) continue;
    names.push_back(source);
  }
  return names;
}

ImageShape image_shape(const DataDescription& data, const std::string& field) {
  const FieldDescription* images = data.find(field);
  if (images == nullptr || images->shape.size() != 3) {
    throw DataError({.what = "the data set has no usable field '" + field + "'",
                     .where = "data.path",
                     .expected = "images of shape (N, H, W, C)",
                     .got = images == nullptr ? "no such field" : "another rank",
                     .advice = "Pack the data with `tandem pack`."});
  }
  return {images->shape[0], images->shape[1], images->shape[2]};
}

}  // namespace tandem
