// Images inside the page, and how many bytes of them it may have.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/report/html.h"

namespace tandem {

/// Base64 of RFC 4648, with padding.
std::string base64(std::string_view bytes);

struct PngSize {
  int64_t width = 0;
  int64_t height = 0;
};

/// Width and height that the header of a PNG file names; nothing for bytes that are no PNG, or with
/// a side of 0 or above 20000.
std::optional<PngSize> png_size(std::string_view bytes);

/// Bytes that all image files of a page may have together. As base64 they take a third more, which
/// leaves about three of ten megabytes for everything else.
inline constexpr uint64_t kPageImageBytes = 5'000'000;

/// The largest number of bytes that each file may have, so that all together have at most
/// `total`: what small files leave of their equal shares goes to the others.
uint64_t image_allowance(std::vector<uint64_t> file_sizes, uint64_t total);

/// The same for the files that are there. Of those that cannot be read embedded_image says so.
uint64_t allowance_of_files(const std::vector<std::filesystem::path>& files, uint64_t total);

struct EmbeddedImage {
  Html image;        // empty where the file could not be shown
  std::string note;  // what was done to it to fit in, or why it is not there; mostly empty
};

/// The image of a PNG file, by itself or, where it has more than `allowance` bytes, at a half, a
/// quarter or an eighth of its size. `alternative` says what it shows.
EmbeddedImage embedded_image(const std::filesystem::path& path, const std::string& alternative,
                             uint64_t allowance);

/// The same above its caption, to which the note is added.
Html captioned_image(const std::filesystem::path& path, const std::string& alternative,
                     uint64_t allowance, Html caption);

}  // namespace tandem
