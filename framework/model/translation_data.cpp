#include "framework/model/translation_data.h"

#include "framework/core/error.h"

namespace tandem {
namespace {

std::string size_of(const ImageShape& image) {
  return std::to_string(image.height) + "x" + std::to_string(image.width);
}

}  // namespace

ImagePair image_pair(const DataDescription& data, const std::string& first,
                     const std::string& second) {
  const ImagePair pair{image_shape(data, first), image_shape(data, second)};
  if (pair.first.height != pair.second.height || pair.first.width != pair.second.width) {
    throw DataError({.what = "'" + first + "' and '" + second + "' have images of different sizes",
                     .where = source_of(first).empty() ? "data.path" : "data.sources",
                     .expected = size_of(pair.first),
                     .got = size_of(pair.second),
                     .advice = "Pack both with the same --size."});
  }
  return pair;
}

}  // namespace tandem
