#include "datasets/image_file.h"

#include <turbojpeg.h>

#include <algorithm>
#include <memory>
#include <string>

#include "datasets/exif_orientation.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/core/small_letters.h"

namespace tandem {
namespace {

constexpr uintmax_t kMaxFileBytes = uintmax_t{256} << 20;
// As many as decode_png takes.
constexpr int64_t kMaxPixels = int64_t{1} << 26;
constexpr std::string_view kJpegMagic = "\xff\xd8\xff";

[[noreturn]] void refuse_image(const std::string& what, const std::filesystem::path& path) {
  throw DataError({.what = what,
                   .where = path,
                   .advice = "Remove the file, or leave out such files with --skip-broken."});
}

Image blank(int64_t height, int64_t width, int64_t channels, const std::filesystem::path& path) {
  if (height < 1 || width < 1) refuse_image("the image has no pixels", path);
  if (height > kMaxPixels / width) {
    refuse_image("the image is too large: " + std::to_string(height) + "x" + std::to_string(width),
                 path);
  }
  Image image{.height = height, .width = width, .channels = channels, .pixels = {}};
  image.pixels.resize(static_cast<size_t>(height * width * channels));
  return image;
}

Image image_of_png(std::string_view bytes, const std::filesystem::path& path) {
  try {
    return decode_png(bytes);
  } catch (const DataError& error) {
    refuse_image(error.problem().what, path);
  }
}

Image decode_jpeg(std::string_view bytes, const std::filesystem::path& path) {
  const std::unique_ptr<void, int (*)(void*)> decoder(tjInitDecompress(), tjDestroy);
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, subsampling = 0, colors = 0;
  if (!decoder || tjDecompressHeader3(decoder.get(), data, bytes.size(), &width, &height,
                                      &subsampling, &colors) != 0) {
    refuse_image(std::string("is no readable JPEG (") + tjGetErrorStr2(decoder.get()) + ")", path);
  }
  if (colors == TJCS_CMYK || colors == TJCS_YCCK) {
    throw DataError({.what = "is a JPEG in CMYK, the colours of print, which are not supported",
                     .where = path,
                     .expected = "RGB or grey",
                     .advice =
                         "Convert it, with `mogrify -colorspace sRGB FILE` of ImageMagick for "
                         "one, or leave out such files with --skip-broken."});
  }
  const bool grey = colors == TJCS_GRAY;
  Image image = blank(height, width, grey ? 1 : 3, path);
  // STOPONWARNING: of a file that is cut off the library makes up the rest, and only warns.
  // ACCURATEDCT: which inverse transform is the default differs between libraries, pixels must not.
  if (tjDecompress2(decoder.get(), data, bytes.size(), image.pixels.data(), width, 0, height,
                    grey ? TJPF_GRAY : TJPF_RGB, TJFLAG_STOPONWARNING | TJFLAG_ACCURATEDCT) != 0) {
    refuse_image(std::string("is a damaged JPEG (") + tjGetErrorStr2(decoder.get()) + ")", path);
  }
  return upright(std::move(image), exif_orientation(bytes));
}

}  // namespace

bool has_image_name(const std::filesystem::path& path) {
  const std::string ending = small_letters(path.extension());
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

Image read_image(const std::filesystem::path& path) {
  std::error_code unreadable;  // which reading it will say
  if (const uintmax_t size = std::filesystem::file_size(path, unreadable);
      !unreadable && size > kMaxFileBytes) {
    refuse_image("the file has " + std::to_string(size) + " bytes, more than 256 MiB", path);
  }
  const std::string bytes = read_file(path);
  const bool png = is_png(bytes);
  if (!png && !bytes.starts_with(kJpegMagic)) refuse_image("is neither PNG nor JPEG", path);
  if (png != (small_letters(path.extension()) == ".png")) {
    refuse_image(png ? "is a PNG under another name" : "is a JPEG under another name", path);
  }
  return png ? image_of_png(bytes, path) : decode_jpeg(bytes, path);
}

}  // namespace tandem
