// Pairs of a source and a target image: from two folders, from images side by side, or derived.
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>

#include "datasets/data_set_source.h"
#include "datasets/derived_pairs.h"
#include "datasets/folder_source.h"
#include "datasets/image_pairs.h"
#include "datasets/packers.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

void add_options(po::options_description& options) {
  options.add_options()("source", po::value<std::string>()->value_name("DIR"),
                        "folder of the source images (with --target)")(
      "target", po::value<std::string>()->value_name("DIR"),
      "folder of their targets, matched by folder and name without ending")(
      "from", po::value<std::string>()->value_name("DIR|FILE.h5"),
      "instead: one folder of images, or a packed data set with images; --from may be left out")(
      "side-by-side", po::bool_switch(),
      "each image of --from holds two of equal width, the left one is the source")(
      "target-left", po::bool_switch(), "the left one is the target")(
      "derive", po::value<std::string>()->value_name("KIND"),
      "each image of --from is a target, its source is made of it: edges (thin lines after Canny, "
      "thresholds 100 and 200 on Sobel gradients, no smoothing; 0 or 255, one channel), grey "
      "(luma, one channel), downscaled (means of 4 x 4 pixels, enlarged again bilinearly)");
  add_image_options(options);
}

enum class Form { kFolders, kSideBySide, kDerived };

/// Which of the three forms the options are. Throws UsageError when they are none or several.
Form form_of(const po::variables_map& values) {
  const bool source = values.count("source") > 0, target = values.count("target") > 0;
  const bool from = values.count("from") > 0, derive = values.count("derive") > 0;
  const bool side_by_side = values["side-by-side"].as<bool>();
  if (values["target-left"].as<bool>() && !side_by_side) {
    throw UsageError({.what = "--target-left needs --side-by-side"});
  }
  if (source && target && !from && !side_by_side && !derive) return Form::kFolders;
  // Of the last two exactly one.
  if (from && !source && !target && side_by_side != derive) {
    return derive ? Form::kDerived : Form::kSideBySide;
  }
  throw UsageError({.what = "where the pairs come from is not clear",
                    .expected = "--source DIR --target DIR, or --from DIR --side-by-side, or "
                                "--from DIR|FILE.h5 --derive edges|grey|downscaled"});
}

std::unique_ptr<RowSource> images_to_derive_from(const po::variables_map& values,
                                                 const ImageOptions& options) {
  const std::filesystem::path from = values["from"].as<std::string>();
  std::error_code error;
  if (std::filesystem::is_directory(from, error)) {
    return make_folder_source(find_images(from), options);
  }
  // A default that nobody asked for is no contradiction.
  if (!values["test-fraction"].defaulted()) {
    throw UsageError({.what = "--test-fraction is for folders: a data set has its splits"});
  }
  return make_data_set_source(from, options);
}

std::unique_ptr<RowSource> open(const po::variables_map& values) {
  const Form form = form_of(values);
  const ImageOptions options = image_options(values);
  if (form == Form::kFolders) {
    return make_folder_source(
        find_image_pairs(values["source"].as<std::string>(), values["target"].as<std::string>()),
        options);
  }
  if (form == Form::kSideBySide) {
    const bool target_left = values["target-left"].as<bool>();
    return make_folder_source(
        find_images(values["from"].as<std::string>()), options,
        target_left ? FileContent::kTargetSource : FileContent::kSourceTarget);
  }
  const Derivation derivation = derivation_named(values["derive"].as<std::string>());
  return make_derived_pairs(images_to_derive_from(values, options), derivation);
}

}  // namespace

Packer pairs_packer() {
  return {.name = "pairs",
          .usage =
              "{--source DIR --target DIR | [--from] DIR --side-by-side | [--from] DIR|FILE.h5 "
              "--derive KIND}",
          .sentence = "pairs of images: two folders, side by side, or a source derived from each",
          .add_options = add_options,
          .open = open};
}

}  // namespace tandem
