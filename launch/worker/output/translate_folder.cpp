#include "launch/worker/output/translate_folder.h"

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <vector>

#include "datasets/image_file.h"
#include "datasets/image_folder.h"
#include "datasets/image_operations.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/core/text.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/showing/image_tiles.h"
#include "framework/showing/translated_pixels.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

Image read(const fs::path& path) {
  try {
    return read_image(path);
  } catch (const DataError& error) {
    Problem problem = error.problem();
    problem.advice = "Take the file out of the folder.";  // there is no option to pass over it
    throw DataError(problem);
  }
}

/// (1, H, W, C) uint8.
at::Tensor read_pixels(const fs::path& path, const ImageShape& shape) {
  Image image = read(path);
  image = shape.channels == 1 ? to_grey(image) : to_rgb(image);
  image = resize(image, shape.height, shape.width);
  return at::tensor(at::ArrayRef<uint8_t>(image.pixels), at::kByte)
      .view({1, image.height, image.width, image.channels});
}

/// Throws FileError when what is there of the path cannot be followed.
fs::path resolved(const fs::path& path) {
  std::error_code error;
  // A relative path of which nothing is there would stay relative.
  fs::path result = fs::weakly_canonical(fs::current_path() / path, error);
  if (!error) return result;
  throw FileError({.what = "cannot be reached (" + error.message() + ")",
                   .where = path,
                   .advice = "Choose a directory that you may write to."});
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path below = resolved(path).lexically_relative(resolved(folder));
  return *below.begin() != "..";
}

/// Originals must not be written over, nor be mixed with what is made of them.
void check_folders(const FolderTranslation& translation) {
  std::error_code error;
  if (!fs::is_directory(translation.input, error)) {
    throw UsageError({.what = "there is no such folder",
                      .where = "--input",
                      .expected = "a folder of PNG or JPEG files",
                      .got = translation.input,
                      .advice = "Name the folder whose images are to be translated."});
  }
  if (!is_below(translation.output, translation.input)) return;
  throw UsageError({.what = "the output lies in the folder of the input",
                    .where = "--output",
                    .expected = "a folder outside " + translation.input.string(),
                    .got = translation.output,
                    .advice = "Name another one."});
}

/// Throws UsageError where there is something that may not be replaced.
void check_free(const fs::path& file, const FolderTranslation& translation) {
  std::error_code error;
  // A link that leads nowhere is something that is there, too.
  if (!fs::exists(fs::symlink_status(file, error))) return;
  // The input may lie in the output, or a folder of the output lead to it.
  if (is_below(file.parent_path(), translation.input)) {
    throw UsageError({.what = "the file is one of the input",
                      .where = file,
                      .advice = "Name another folder with --output."});
  }
  if (translation.replace) return;
  throw UsageError({.what = "the file is there already",
                    .where = file,
                    .advice = "Name another folder with --output, or replace the files of these "
                              "names in it with --force."});
}

/// The image of every file that is to be written.
std::map<fs::path, fs::path> outputs_of(const std::vector<fs::path>& images,
                                        const FolderTranslation& translation) {
  std::map<fs::path, fs::path> image_of_file;
  for (const fs::path& image : images) {
    const fs::path file = (translation.output / image).replace_extension(".png");
    const auto [place, is_new] = image_of_file.emplace(file, image);
    if (!is_new) {
      throw DataError({.what = "another image would have the same name in the output",
                       .where = translation.input / image,
                       .got = translation.input / place->second,
                       .advice = "Rename one of them."});
    }
    check_free(file, translation);
  }
  return image_of_file;
}

void write_image(const fs::path& path, const Image& image) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    throw FileError({.what = "cannot be created (" + error.message() + ")",
                     .where = path.parent_path(),
                     .advice = "Choose another folder with --output."});
  }
  replace_file(path, encode_png(image));
}

Translation direction_of(const TranslatesImages& model, const std::string& name) {
  const std::vector<Translation> all = model.translations();
  if (const Translation* found = find_translation(all, name)) return *found;
  throw UsageError({.what = name.empty() ? "the direction is missing" : "unknown direction",
                    .where = "--direction",
                    .expected = "one of " + joined(all, &Translation::name),
                    .got = name});
}

}  // namespace

int64_t translate_folder(LoadedRun& run, const FolderTranslation& translation,
                         const HeldInterruption& interruption) {
  auto& model = require<TranslatesImages>(run.state().model());
  const Translation direction = direction_of(model, translation.direction);
  check_folders(translation);
  const ImageShape shape = image_shape(run.data().description("train"), direction.input);
  const auto image_of_file = outputs_of(list_images(translation.input), translation);
  for (const auto& [file, image] : image_of_file) {
    interruption.check();
    const at::Tensor input = read_pixels(translation.input / image, shape).to(run.state().device());
    const at::Tensor output =
        translate_pixels(model, run.state().pixel_range(), input, direction.name);
    write_image(file, images_of(output).front());
  }
  return static_cast<int64_t>(image_of_file.size());
}

}  // namespace tandem
