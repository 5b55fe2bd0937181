// Data sets from folders of PNG and JPEG files.
#include <boost/program_options/value_semantic.hpp>

#include "datasets/folder_source.h"
#include "datasets/packers.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

void add_options(po::options_description& options) {
  options.add_options()("from", po::value<std::string>()->value_name("DIR"),
                        "folder of images, or of a folder per class; or train/, test/ and valid/ "
                        "(or val/) with these (required; --from may be left out)");
  add_image_options(options);
}

std::unique_ptr<RowSource> open(const po::variables_map& values) {
  const std::string from = from_option(values, "the folder with the images");
  const ImageOptions options = image_options(values);
  return make_folder_source(find_images(from), options);
}

}  // namespace

Packer images_packer() {
  return {.name = "images",
          .usage = "[--from] DIR",
          .sentence = "a folder of PNG and JPEG files, with a folder per class or without",
          .add_options = add_options,
          .open = open};
}

}  // namespace tandem
