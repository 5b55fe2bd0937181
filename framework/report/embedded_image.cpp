#include "framework/report/embedded_image.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"

namespace tandem {
namespace {

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
// The signature, then length (13) and type of the header, which is the first chunk of any PNG.
constexpr std::string_view kPngStart("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
constexpr int64_t kMostPixelsAlong = 20'000;
constexpr int kMostHalvings = 3;

/// Four bytes, the first one the most significant.
int64_t number_at(std::string_view bytes, size_t position) {
  int64_t number = 0;
  for (size_t i = 0; i < 4; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[position + i]);
  }
  return number;
}

Html image_element(std::string_view bytes, const PngSize& shown, const std::string& alternative) {
  return element("img", {{"src", "data:image/png;base64," + base64(bytes)},
                         {"width", std::to_string(shown.width)},
                         {"height", std::to_string(shown.height)},
                         {"alt", alternative}});
}

/// Each pixel the mean of four, rounded to the nearest; an odd last row or column is dropped.
Image halved(const Image& image) {
  Image half{.height = image.height / 2, .width = image.width / 2, .channels = image.channels};
  half.pixels.reserve(static_cast<size_t>(half.height * half.width * half.channels));
  const auto at = [&](int64_t y, int64_t x, int64_t channel) {
    return static_cast<int>(
        image.pixels[static_cast<size_t>((y * image.width + x) * image.channels + channel)]);
  };
  for (int64_t y = 0; y + 1 < image.height; y += 2) {
    for (int64_t x = 0; x + 1 < image.width; x += 2) {
      for (int64_t channel = 0; channel < image.channels; ++channel) {
        const int sum = at(y, x, channel) + at(y, x + 1, channel) + at(y + 1, x, channel) +
                        at(y + 1, x + 1, channel);
        half.pixels.push_back(static_cast<uint8_t>((sum + 2) / 4));
      }
    }
  }
  return half;
}

EmbeddedImage smaller_image(std::string_view bytes, const PngSize& size,
                            const std::string& alternative, uint64_t allowance) {
  Image image = decode_png(bytes);
  for (int halvings = 1; halvings <= kMostHalvings; ++halvings) {
    if (image.width < 2 || image.height < 2) break;
    image = halved(image);
    const std::string encoded = encode_png(image);
    if (encoded.size() > allowance) continue;
    // With the size of the whole image, so that it takes the same place on the page.
    return {.image = image_element(encoded, size, alternative),
            .note = "shown with 1/" + std::to_string(1 << halvings) +
                    " of its pixels along each side, to keep the page small"};
  }
  return {.note = "left out, to keep the page small"};
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    for (size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (size_t j = 0; j < 4; ++j) {
      // `count` bytes fill count + 1 letters; the rest is padding.
      text += j <= count ? kLetters[group >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return text;
}

std::optional<PngSize> png_size(std::string_view bytes) {
  if (!bytes.starts_with(kPngStart) || bytes.size() < kPngStart.size() + 8) return std::nullopt;
  const PngSize size{.width = number_at(bytes, kPngStart.size()),
                     .height = number_at(bytes, kPngStart.size() + 4)};
  const auto fits = [](int64_t side) { return side >= 1 && side <= kMostPixelsAlong; };
  return fits(size.width) && fits(size.height) ? std::optional(size) : std::nullopt;
}

uint64_t image_allowance(std::vector<uint64_t> file_sizes, uint64_t total) {
  std::ranges::sort(file_sizes);
  uint64_t left = total;
  for (size_t i = 0; i < file_sizes.size(); ++i) {
    const uint64_t share = left / (file_sizes.size() - i);
    // From here on no file leaves anything of its share to the others.
    if (file_sizes[i] > share) return share;
    left -= file_sizes[i];
  }
  return total;
}

uint64_t allowance_of_files(const std::vector<std::filesystem::path>& files, uint64_t total) {
  std::vector<uint64_t> sizes;
  for (const std::filesystem::path& file : files) {
    std::error_code unreadable;  // which reading it will say
    const uintmax_t size = std::filesystem::file_size(file, unreadable);
    if (!unreadable) sizes.push_back(size);
  }
  return image_allowance(std::move(sizes), total);
}

EmbeddedImage embedded_image(const std::filesystem::path& path, const std::string& alternative,
                             uint64_t allowance) {
  const std::string bytes = read_file(path);
  const std::optional<PngSize> size = png_size(bytes);
  if (!size) return {.note = "left out: it is no PNG image"};
  try {
    if (bytes.size() > allowance) return smaller_image(bytes, *size, alternative, allowance);
  } catch (const DataError&) {
    return {.note = "left out: it is a damaged PNG image"};
  }
  return {.image = image_element(bytes, *size, alternative)};
}

Html captioned_image(const std::filesystem::path& path, const std::string& alternative,
                     uint64_t allowance, Html caption) {
  const EmbeddedImage embedded = embedded_image(path, alternative, allowance);
  if (!embedded.note.empty()) caption += Html("; " + embedded.note);
  return element("figure", {}, embedded.image, element("figcaption", {}, caption));
}

}  // namespace tandem
