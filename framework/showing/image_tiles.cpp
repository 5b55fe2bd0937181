#include "framework/showing/image_tiles.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "framework/core/chars_of.h"

namespace tandem {
namespace {

constexpr int64_t kGlyphHeight = 5;
constexpr int64_t kGlyphWidth = 3;
constexpr int kMostDecimals = 2;
constexpr std::string_view kCharacters = "0123456789-.";
// The rows of each character, one octal digit each.
constexpr std::array<std::string_view, 12> kGlyphs = {"75557", "26227", "71747", "71717",
                                                      "55711", "74717", "74757", "71111",
                                                      "75757", "75717", "00700", "00002"};

int64_t width_of(const std::string& text) {
  return static_cast<int64_t>(text.size()) * (kGlyphWidth + 1) - 1;
}

/// Ones where the ink is, (kGlyphHeight, width).
at::Tensor ink_of(const std::string& text) {
  at::Tensor ink = at::zeros({kGlyphHeight, width_of(text)}, at::kByte);
  auto* data = ink.data_ptr<uint8_t>();
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view glyph = kGlyphs[kCharacters.find(text[i])];
    for (int64_t y = 0; y < kGlyphHeight; ++y) {
      const int row = glyph[static_cast<size_t>(y)] - '0';
      for (int64_t x = 0; x < kGlyphWidth; ++x) {
        const int64_t left = static_cast<int64_t>(i) * (kGlyphWidth + 1) + x;
        // The highest bit is the left column.
        data[y * ink.size(1) + left] = (row >> (kGlyphWidth - 1 - x)) & 1;
      }
    }
  }
  return ink;
}

}  // namespace

std::vector<Image> images_of(const at::Tensor& images) {
  const int64_t channels = images.size(3) == 3 ? 3 : 1;
  const at::Tensor shown = images.narrow(3, 0, channels).contiguous();
  std::vector<Image> result;
  for (int64_t i = 0; i < shown.size(0); ++i) {
    const at::Tensor image = shown[i];
    const auto* pixels = image.const_data_ptr<uint8_t>();
    result.push_back({.height = shown.size(1),
                      .width = shown.size(2),
                      .channels = channels,
                      .pixels = std::vector<uint8_t>(pixels, pixels + image.numel())});
  }
  return result;
}

Image grid_of(const ImageRows& rows) { return make_grid(images_of(rows.images), rows.num_columns); }

int64_t square_columns(int64_t count) {
  int64_t columns = 1;
  while (columns * columns < count) ++columns;
  return columns;
}

at::Tensor number_tile(double number, const at::Tensor& image) {
  const int64_t height = image.size(-3);
  const int64_t width = image.size(-2);
  at::Tensor tile = at::zeros({1, height, width, image.size(-1)}, at::kByte);
  // Not written as >=, which NaN does not fulfil either. What is left fits the text of text_of.
  if (!(std::abs(number) < 1e9)) return tile;
  // A frame of one pixel stays black.
  for (int decimals = kMostDecimals; decimals >= 0; --decimals) {
    const std::string text = chars_of(number, std::chars_format::fixed, decimals);
    const int64_t scale = std::min((height - 2) / kGlyphHeight, (width - 2) / width_of(text));
    if (scale < 1) continue;
    const at::Tensor ink =
        ink_of(text).repeat_interleave(scale, 0).repeat_interleave(scale, 1).unsqueeze(2) * 255;
    tile[0]
        .narrow(0, (height - ink.size(0)) / 2, ink.size(0))
        .narrow(1, (width - ink.size(1)) / 2, ink.size(1))
        .copy_(ink.expand({-1, -1, image.size(-1)}));
    break;
  }
  return tile;
}

}  // namespace tandem
