// What families that translate ask of the two fields of images that they translate between.
#pragma once

#include <string>

#include "framework/model/family.h"

namespace tandem {

struct ImagePair {
  ImageShape first;
  ImageShape second;
};

/// Shapes of two fields. Throws DataError when one is missing or heights or widths differ; channels
/// may.
ImagePair image_pair(const DataDescription& data, const std::string& first,
                     const std::string& second);

}  // namespace tandem
