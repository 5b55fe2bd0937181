#include "datasets/derived_pairs.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "datasets/edges.h"
#include "datasets/image_operations.h"
#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr int64_t kScale = 4;
constexpr Choice<Derivation> kDerivations[] = {{"edges", Derivation::kEdges},
                                               {"grey", Derivation::kGrey},
                                               {"downscaled", Derivation::kDownscaled}};

/// Means of blocks of kScale x kScale pixels, of what there is of them at the right and below.
Image block_means(const Image& image) {
  const int64_t stride = image.width * image.channels;
  Image means{.height = (image.height + kScale - 1) / kScale,
              .width = (image.width + kScale - 1) / kScale,
              .channels = image.channels,
              .pixels = {}};
  for (int64_t top = 0; top < image.height; top += kScale) {
    for (int64_t left = 0; left < image.width; left += kScale) {
      const int64_t end_row = std::min(image.height, top + kScale);
      const int64_t end_column = std::min(image.width, left + kScale);
      const int64_t count = (end_row - top) * (end_column - left);
      for (int64_t channel = 0; channel < image.channels; ++channel) {
        int64_t sum = 0;
        for (int64_t row = top; row < end_row; ++row) {
          for (int64_t column = left; column < end_column; ++column) {
            sum +=
                image.pixels[static_cast<size_t>(row * stride + column * image.channels + channel)];
          }
        }
        means.pixels.push_back(static_cast<uint8_t>((sum + count / 2) / count));
      }
    }
  }
  return means;
}

Image downscaled(const Image& image) {
  const Image small = block_means(image);
  // Blocks that were cut off are enlarged whole, so that all stay where they were.
  const Image large = resize(small, small.height * kScale, small.width * kScale);
  Image result{
      .height = image.height, .width = image.width, .channels = image.channels, .pixels = {}};
  for (int64_t row = 0; row < image.height; ++row) {
    const uint8_t* begin = large.pixels.data() + row * large.width * large.channels;
    result.pixels.insert(result.pixels.end(), begin, begin + image.width * image.channels);
  }
  return result;
}

class DerivedPairs : public RowSource {
 public:
  DerivedPairs(std::unique_ptr<RowSource> source, Derivation derivation)
      : source_(std::move(source)), derivation_(derivation) {
    // Sources of single images have these first.
    shape_ = source_->fields().at(0).shape;
    if (derivation == Derivation::kGrey && shape_[2] == 1) {
      throw UsageError({.what = "--derive grey needs coloured images: these have one channel"});
    }
  }

  DataSetOrigin origin() const override {
    DataSetOrigin origin = source_->origin();
    origin.generator += ", pairs with " + name_of(kDerivations, derivation_);
    return origin;
  }

  std::vector<FieldDescription> fields() const override {
    std::vector<FieldDescription> fields = source_->fields();
    fields[0].name = "target";
    FieldDescription derived{.name = "source", .shape = shape_, .type = "uint8"};
    if (derivation_ != Derivation::kDownscaled) derived.shape[2] = 1;
    // In front, as in pairs of other origin.
    fields.insert(fields.begin(), derived);
    return fields;
  }

  bool has_valid() const override { return source_->has_valid(); }
  std::vector<int64_t> rows(Split split) const override { return source_->rows(split); }
  int64_t read_label(Split split, int64_t row) const override {
    return source_->read_label(split, row);
  }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    // The first field is ours, the others are those of the wrapped source.
    source_->read_row(split, row, fields.subspan(1));
    const auto* begin = reinterpret_cast<const uint8_t*>(fields[1]);
    Image image{.height = shape_[0], .width = shape_[1], .channels = shape_[2], .pixels = {}};
    image.pixels.assign(begin, begin + shape_[0] * shape_[1] * shape_[2]);
    const Image derived = derive(image, derivation_);
    std::memcpy(fields[0], derived.pixels.data(), derived.pixels.size());
  }

 private:
  std::unique_ptr<RowSource> source_;
  Derivation derivation_;
  std::vector<int64_t> shape_;
};

}  // namespace

Derivation derivation_named(const std::string& name) {
  const std::vector<std::string> names = names_of(kDerivations);
  if (std::ranges::find(names, name) != names.end()) return chosen(kDerivations, name);
  throw UsageError(
      {.what = "--derive is unusable", .expected = "one of " + joined(names), .got = name});
}

Image derive(const Image& image, Derivation derivation) {
  switch (derivation) {
    case Derivation::kEdges:
      return edges_of(image);
    case Derivation::kGrey:
      return to_grey(image);
    case Derivation::kDownscaled:
      break;
  }
  return downscaled(image);
}

std::unique_ptr<RowSource> make_derived_pairs(std::unique_ptr<RowSource> source,
                                              Derivation derivation) {
  return std::make_unique<DerivedPairs>(std::move(source), derivation);
}

}  // namespace tandem
