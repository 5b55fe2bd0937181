#include "framework/model/data_shapes.h"

#include "framework/core/error.h"
#include "framework/data/storage/data_description.h"

namespace tandem {
namespace {

std::string size_of(const ImageShape& image) {
  return std::to_string(image.height) + "x" + std::to_string(image.width);
}

}  // namespace

ImageShape image_shape(const DataDescription& data, const std::string& field) {
  const FieldDescription* images = data.find(field);
  if (images == nullptr || images->shape.size() != 3) {
    throw DataError({.what = "the data set has no usable field '" + field + "'",
                     .where = "data.path",
                     .expected = "images of shape (N, H, W, C)",
                     .got = images == nullptr ? "no such field" : "another rank",
                     .advice = "Choose a data set that has such images."});
  }
  return {images->shape[0], images->shape[1], images->shape[2]};
}

ImagePair image_pair(const DataDescription& data, const std::string& first,
                     const std::string& second) {
  const ImagePair pair{image_shape(data, first), image_shape(data, second)};
  if (pair.first.height != pair.second.height || pair.first.width != pair.second.width) {
    throw DataError({.what = "'" + first + "' and '" + second + "' have images of different sizes",
                     .where = source_of(first).empty() ? "data.path" : "data.sources",
                     .expected = size_of(pair.first),
                     .got = size_of(pair.second),
                     .advice = "Pack both at the same size."});
  }
  return pair;
}

int64_t class_count(const DataDescription& data) {
  const auto count = static_cast<int64_t>(data.class_names.size());
  if (count < 2) {
    throw DataError({.what = "the data set has no classes to tell apart",
                     .where = "data.path",
                     .expected = "at least 2 class names",
                     .got = std::to_string(count),
                     .advice = "Pack the data with labels and class names."});
  }
  return count;
}

}  // namespace tandem
