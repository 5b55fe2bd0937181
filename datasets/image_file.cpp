#include "datasets/image_file.h"

#include <png.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {
namespace {

constexpr uintmax_t kMaxFileBytes = uintmax_t{256} << 20;
constexpr int64_t kMaxPixels = int64_t{1} << 26;
/// How many times the pixels before or after resizing, at most, lie between its two steps.
constexpr int64_t kMaxGrowth = 4;
constexpr std::string_view kPngMagic = "\x89PNG\r\n\x1a\n";
constexpr std::string_view kJpegMagic = "\xff\xd8\xff";

std::string ending_of(const std::filesystem::path& path) {
  std::string ending = path.extension();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return ending;
}

[[noreturn]] void refuse(const std::string& what, const std::filesystem::path& path) {
  throw DataError({.what = what,
                   .where = path,
                   .advice = "Remove the file, or leave out such files with --skip-broken."});
}

Image blank(int64_t height, int64_t width, int64_t channels, const std::filesystem::path& path) {
  if (height < 1 || width < 1 || height > kMaxPixels / width) {
    refuse("the image is too large: " + std::to_string(height) + "x" + std::to_string(width), path);
  }
  Image image{.height = height, .width = width, .channels = channels, .pixels = {}};
  image.pixels.resize(static_cast<size_t>(height * width * channels));
  return image;
}

Image decode_png(std::string_view bytes, const std::filesystem::path& path) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> owner(&png, png_image_free);
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    refuse(std::string("is no readable PNG (") + png.message + ")", path);
  }
  const bool color = (png.format & PNG_FORMAT_FLAG_COLOR) != 0;
  png.format = color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Image image = blank(png.height, png.width, color ? 3 : 1, path);
  const png_color black{};
  if (png_image_finish_read(&png, &black, image.pixels.data(), 0, nullptr) == 0) {
    refuse(std::string("is a damaged PNG (") + png.message + ")", path);
  }
  return image;
}

Image decode_jpeg(std::string_view bytes, const std::filesystem::path& path) {
  const std::unique_ptr<void, int (*)(void*)> decoder(tjInitDecompress(), tjDestroy);
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, subsampling = 0, colors = 0;
  if (!decoder || tjDecompressHeader3(decoder.get(), data, bytes.size(), &width, &height,
                                      &subsampling, &colors) != 0) {
    refuse(std::string("is no readable JPEG (") + tjGetErrorStr2(decoder.get()) + ")", path);
  }
  const bool gray = colors == TJCS_GRAY;
  Image image = blank(height, width, gray ? 1 : 3, path);
  if (tjDecompress2(decoder.get(), data, bytes.size(), image.pixels.data(), width, 0, height,
                    gray ? TJPF_GRAY : TJPF_RGB, TJFLAG_STOPONWARNING | TJFLAG_ACCURATEDCT) != 0) {
    refuse(std::string("is a damaged JPEG (") + tjGetErrorStr2(decoder.get()) + ")", path);
  }
  return image;
}

/// The part of the input that makes one pixel of the output along one axis.
struct Taps {
  int64_t begin = 0;
  std::vector<double> weights;
};

std::vector<Taps> triangle_taps(int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double support = std::max(scale, 1.0);
  std::vector<Taps> all(static_cast<size_t>(to));
  for (int64_t i = 0; i < to; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale;
    const int64_t begin =
        std::max<int64_t>(0, static_cast<int64_t>(std::floor(center - support + 0.5)));
    const int64_t end = std::min(from, static_cast<int64_t>(std::floor(center + support + 0.5)));
    Taps& taps = all[static_cast<size_t>(i)];
    taps.begin = begin;
    double sum = 0;
    for (int64_t k = begin; k < end; ++k) {
      const double distance = std::abs((static_cast<double>(k) + 0.5 - center) / support);
      taps.weights.push_back(std::max(0.0, 1.0 - distance));
      sum += taps.weights.back();
    }
    for (double& weight : taps.weights) weight /= sum;
  }
  return all;
}

uint8_t rounded(double value) { return static_cast<uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); }

/// Resamples the rows: (H, W, C) -> (H, width, C).
Image resize_width(const Image& image, int64_t width) {
  const std::vector<Taps> taps = triangle_taps(image.width, width);
  Image result{.height = image.height, .width = width, .channels = image.channels, .pixels = {}};
  result.pixels.reserve(static_cast<size_t>(image.height * width * image.channels));
  for (int64_t y = 0; y < image.height; ++y) {
    const uint8_t* row = image.pixels.data() + y * image.width * image.channels;
    for (const Taps& tap : taps) {
      for (int64_t c = 0; c < image.channels; ++c) {
        double sum = 0;
        const uint8_t* pixel = row + tap.begin * image.channels + c;
        for (double weight : tap.weights) {
          sum += weight * *pixel;
          pixel += image.channels;
        }
        result.pixels.push_back(rounded(sum));
      }
    }
  }
  return result;
}

/// Rows become columns.
Image transpose(const Image& image) {
  Image result{
      .height = image.width, .width = image.height, .channels = image.channels, .pixels = {}};
  result.pixels.resize(image.pixels.size());
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      std::copy_n(image.pixels.data() + (y * image.width + x) * image.channels, image.channels,
                  result.pixels.data() + (x * image.height + y) * image.channels);
    }
  }
  return result;
}

}  // namespace

bool has_image_name(const std::filesystem::path& path) {
  const std::string ending = ending_of(path);
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

Image read_image(const std::filesystem::path& path) {
  std::error_code unreadable;  // which reading it will say
  if (const uintmax_t size = std::filesystem::file_size(path, unreadable);
      !unreadable && size > kMaxFileBytes) {
    refuse("the file has " + std::to_string(size) + " bytes, more than 256 MiB", path);
  }
  const std::string bytes = read_file(path);
  const bool png = bytes.starts_with(kPngMagic);
  if (!png && !bytes.starts_with(kJpegMagic)) refuse("is neither PNG nor JPEG", path);
  if (png != (ending_of(path) == ".png")) {
    refuse(png ? "is a PNG under another name" : "is a JPEG under another name", path);
  }
  return png ? decode_png(bytes, path) : decode_jpeg(bytes, path);
}

Image to_rgb(const Image& image) {
  if (image.channels == 3) return image;
  Image result{.height = image.height, .width = image.width, .channels = 3, .pixels = {}};
  for (uint8_t value : image.pixels) result.pixels.insert(result.pixels.end(), 3, value);
  return result;
}

Image to_gray(const Image& image) {
  if (image.channels == 1) return image;
  Image result{.height = image.height, .width = image.width, .channels = 1, .pixels = {}};
  for (size_t i = 0; i < image.pixels.size(); i += 3) {
    const int luma = 299 * image.pixels[i] + 587 * image.pixels[i + 1] + 114 * image.pixels[i + 2];
    result.pixels.push_back(static_cast<uint8_t>((luma + 500) / 1000));
  }
  return result;
}

Image center_crop(const Image& image, int64_t height, int64_t width) {
  const int64_t tall = std::min(image.height, std::max<int64_t>(1, image.width * height / width));
  const int64_t wide = std::min(image.width, std::max<int64_t>(1, image.height * width / height));
  Image result{.height = tall, .width = wide, .channels = image.channels, .pixels = {}};
  const int64_t top = (image.height - tall) / 2;
  const int64_t left = (image.width - wide) / 2;
  for (int64_t y = 0; y < tall; ++y) {
    const uint8_t* begin = image.pixels.data() + ((top + y) * image.width + left) * image.channels;
    result.pixels.insert(result.pixels.end(), begin, begin + wide * image.channels);
  }
  return result;
}

Image resize(const Image& image, int64_t height, int64_t width) {
  const int64_t largest = std::max(image.height * image.width, height * width);
  if (image.height * width > kMaxGrowth * largest) {
    return resize_width(transpose(resize_width(transpose(image), height)), width);
  }
  Image result = image.width == width ? image : resize_width(image, width);
  if (result.height == height) return result;
  return transpose(resize_width(transpose(result), height));
}

}  // namespace tandem
