#include "datasets/image_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <string>
#include <utility>

#include "datasets/image_operations.h"
#include "datasets/packers.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

constexpr int64_t kMaxSide = 16384;

}  // namespace

void add_image_options(po::options_description& options) {
  options.add_options()("size", po::value<int64_t>()->value_name("N"),
                        "resize every image to N x N")(
      "crop", po::bool_switch(), "first cut the largest square about the centre")(
      "grey", po::bool_switch(), "one channel instead of three")(
      "test-fraction", po::value<double>()->value_name("F")->default_value(0.1, "0.1"),
      "fraction that becomes /test where there is no test/ folder, drawn by the seed")(
      "skip-broken", po::bool_switch(),
      "leave out, and name, files that are damaged, too large, in CMYK or not what their name "
      "says");
}

ImageOptions image_options(const po::variables_map& values) {
  ImageOptions options{.crop = values["crop"].as<bool>(),
                       .grey = values["grey"].as<bool>(),
                       .skip_broken = values["skip-broken"].as<bool>(),
                       .test_fraction = values["test-fraction"].as<double>(),
                       .seed = values[kSeedOption].as<uint64_t>()};
  if (values.count("size")) {
    options.size = values["size"].as<int64_t>();
    if (options.size < 1 || options.size > kMaxSide) {
      throw UsageError({.what = "--size is unusable",
                        .expected = "1 to " + std::to_string(kMaxSide),
                        .got = std::to_string(options.size)});
    }
  }
  // Written so that it refuses NaN, too.
  if (!(options.test_fraction >= 0 && options.test_fraction < 1)) {
    throw UsageError({.what = "--test-fraction is unusable",
                      .expected = "0 or more and below 1",
                      .got = std::to_string(options.test_fraction)});
  }
  return options;
}

Image shaped(Image image, const ImageOptions& options) {
  if (options.grey) image = to_grey(image);
  // Before the size, which would squeeze what is no square.
  if (options.crop) image = center_crop(image, 1, 1);
  return options.size > 0 ? resize(image, options.size, options.size) : image;
}

}  // namespace tandem
