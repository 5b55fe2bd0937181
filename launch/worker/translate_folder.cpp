#include "launch/worker/translate_folder.h"

#include <ATen/ATen.h>

#include <set>

#include "datasets/image_file.h"
#include "datasets/image_folder.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/evaluation/translation_images.h"
#include "framework/evaluation/translations.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMaxFileBytes = uintmax_t{256} << 20;

Image decoded(const fs::path& path) {
  try {
    return decode_image(read_file(path), path);
  } catch (const DataError& error) {
    Problem problem = error.problem();
    problem.advice = "Take the file out of the folder.";  // there is no option to pass over it
    throw DataError(problem);
  }
}

/// (1, H, W, C) uint8.
at::Tensor read_image(const fs::path& path, const ImageShape& shape) {
  if (fs::file_size(path) > kMaxFileBytes) {
    throw DataError(
        {.what = "the file is too large", .where = path, .expected = "at most 256 MiB"});
  }
  Image image = decoded(path);
  image = shape.channels == 1 ? to_gray(image) : to_rgb(image);
  image = resize(image, shape.height, shape.width);
  return at::tensor(at::ArrayRef<uint8_t>(image.pixels), at::kByte)
      .view({1, image.height, image.width, image.channels});
}

Image image_of(const at::Tensor& pixels) {
  const at::Tensor image = pixels.contiguous();
  const auto* first = image.const_data_ptr<uint8_t>();
  return {.height = image.size(1),
          .width = image.size(2),
          .channels = image.size(3),
          .pixels = std::vector<uint8_t>(first, first + image.numel())};
}

}  // namespace

int64_t translate_folder(LoadedRun& run, const FolderTranslation& translation) {
  auto& model = dynamic_cast<TranslatesImages&>(run.state().model());
  const Translation direction = find_translation(model, translation.direction);
  if (!fs::is_directory(translation.input)) {
    throw UsageError({.what = "there is no such folder",
                      .where = "--input",
                      .expected = "a folder of PNG or JPEG files",
                      .got = translation.input});
  }
  const ImageShape shape = image_shape(run.data().description("train"), direction.input);
  ImageFolder folder = find_images(translation.input);
  folder.train.insert(folder.train.end(), folder.test.begin(), folder.test.end());
  std::set<fs::path> written;
  for (const ImageEntry& entry : folder.train) {
    fs::path name = entry.path.lexically_relative(folder.root);
    name.replace_extension(".png");
    if (!written.insert(name).second) {
      throw DataError({.what = "two images would have this name in the output",
                       .where = entry.path,
                       .got = name,
                       .advice = "Rename one of them."});
    }
    const at::Tensor input = read_image(entry.path, shape).to(run.state().device());
    const at::Tensor output =
        translate_pixels(model, run.state().pixel_range(), input, direction.name);
    fs::create_directories((translation.output / name).parent_path());
    replace_file(translation.output / name, encode_png(image_of(output)));
  }
  return static_cast<int64_t>(written.size());
}

}  // namespace tandem
