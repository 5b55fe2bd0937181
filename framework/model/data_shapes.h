// What families read off the description of a data set: sizes of images, number of classes.
#pragma once

#include <cstdint>
#include <string>

#include "framework/data/storage/data_description.h"

namespace tandem {

struct ImageShape {
  int64_t height;
  int64_t width;
  int64_t channels;
  int64_t num_pixels() const { return height * width * channels; }
};

/// Of a field of images. Throws DataError when there is none of that name.
ImageShape image_shape(const DataDescription& data, const std::string& field = "images");

struct ImagePair {
  ImageShape first;
  ImageShape second;
};

/// Of two fields that are translated into each other. Throws DataError when one is missing or
/// heights or widths differ; channels may.
ImagePair image_pair(const DataDescription& data, const std::string& first,
                     const std::string& second);

/// Throws DataError for fewer than 2.
int64_t class_count(const DataDescription& data);

}  // namespace tandem
