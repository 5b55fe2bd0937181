// Options that all packers of image files share: how images are brought to one form, and which of
// them are for testing.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdint>

#include "framework/core/image.h"

namespace tandem {

struct ImageOptions {
  int64_t size = 0;  // side of the square that all become; 0: as they are
  bool crop = false;
  bool grey = false;
  bool skip_broken = false;
  double test_fraction = 0.1;
  uint64_t seed = 0;
};

/// Adds --size, --crop, --grey, --test-fraction and --skip-broken.
void add_image_options(boost::program_options::options_description& options);

/// Their values. Throws UsageError.
ImageOptions image_options(const boost::program_options::variables_map& values);

/// The image made grey, cropped and resized as the options say; its channels stay otherwise.
Image shaped(Image image, const ImageOptions& options);

}  // namespace tandem
