#include "datasets/changed_pixels.h"

#include <algorithm>
#include <utility>

#include "datasets/image_operations.h"
#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/data/storage/data_set_layout.h"

namespace tandem {
namespace {

// They keep the draws of packing apart from each other.
constexpr uint64_t kBinarizeDraw = 3;
constexpr uint64_t kRotateDraw = 4;

/// "20" or "7.5".
std::string degrees_text(double degrees) {
  std::string text = std::to_string(degrees);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// Uniform in [-1, 1).
double symmetric(uint64_t seed) { return 2.0 * RandomSequence(seed).uniform() - 1.0; }

bool has_pixels(const FieldDescription& field) {
  return holds_images(field.name) && field.type == "uint8" && field.shape.size() == 3;
}

class ChangedPixels : public RowSource {
 public:
  ChangedPixels(std::unique_ptr<RowSource> source, const PixelChanges& changes)
      : source_(std::move(source)), fields_(source_->fields()), changes_(changes) {
    if (std::none_of(fields_.begin(), fields_.end(), has_pixels)) {
      throw UsageError({.what = option() + " needs images", .got = fields_.front().name});
    }
    // Written so that it refuses NaN, too.
    if (!(changes.rotate_degrees >= 0 && changes.rotate_degrees <= 180)) {
      throw UsageError({.what = "--rotate is unusable",
                        .expected = "0 to 180 degrees",
                        .got = degrees_text(changes.rotate_degrees)});
    }
    // Latents say how a shape lies: after a rotation they would still say how it lay before.
    for (const FieldDescription& field : fields_) {
      if (changes.rotate_degrees > 0 && field.name.starts_with("latents/")) {
        throw UsageError({.what = "--rotate would make '" + field.name + "' wrong"});
      }
    }
  }

  DataSetOrigin origin() const override {
    DataSetOrigin origin = source_->origin();
    if (changes_.rotate_degrees > 0) {
      origin.generator += ", rotated by up to " + degrees_text(changes_.rotate_degrees) +
                          (changes_.rotate_degrees == 1 ? " degree" : " degrees");
    }
    if (changes_.invert) origin.generator += ", inverted";
    if (changes_.binarize) origin.generator += ", binarized";
    return origin;
  }

  std::vector<FieldDescription> fields() const override { return fields_; }
  bool has_valid() const override { return source_->has_valid(); }
  std::vector<int64_t> rows(Split split) const override { return source_->rows(split); }
  int64_t read_label(Split split, int64_t row) const override {
    return source_->read_label(split, row);
  }

  void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const override {
    source_->read_row(split, row, fields);
    // By the row itself: which other rows are packed, and in what order, changes nothing in it.
    const auto seed = [&](uint64_t draw) {
      return mix_seed(Stream::kPacking, changes_.seed, draw, static_cast<uint64_t>(split), row);
    };
    // One angle for all fields of a row, so that the two images of a pair turn alike.
    const double degrees = changes_.rotate_degrees * symmetric(seed(kRotateDraw));
    RandomSequence intensities(seed(kBinarizeDraw));
    for (size_t i = 0; i < fields_.size(); ++i) {
      if (has_pixels(fields_[i])) change(fields_[i], fields[i], degrees, intensities);
    }
  }

 private:
  std::string option() const {
    return changes_.rotate_degrees != 0 ? "--rotate" : changes_.invert ? "--invert" : "--binarize";
  }

  void change(const FieldDescription& field, std::byte* bytes, double degrees,
              RandomSequence& intensities) const {
    const auto* begin = reinterpret_cast<const uint8_t*>(bytes);
    Image image{.height = field.shape[0],
                .width = field.shape[1],
                .channels = field.shape[2],
                .pixels = {}};
    image.pixels.assign(begin, begin + row_bytes(field, field.name));
    if (changes_.rotate_degrees > 0) image = rotate_image(image, degrees);
    for (uint8_t& pixel : image.pixels) {
      if (changes_.invert) pixel = static_cast<uint8_t>(255 - pixel);
      // White with probability pixel / 255: 0 stays black, 255 white.
      if (changes_.binarize) pixel = intensities.below(255) < pixel ? 255 : 0;
    }
    std::transform(image.pixels.begin(), image.pixels.end(), bytes,
                   [](uint8_t pixel) { return std::byte{pixel}; });
  }

  std::unique_ptr<RowSource> source_;
  std::vector<FieldDescription> fields_;
  PixelChanges changes_;
};

}  // namespace

std::unique_ptr<RowSource> change_pixels(std::unique_ptr<RowSource> source,
                                         const PixelChanges& changes) {
  if (changes.rotate_degrees == 0 && !changes.invert && !changes.binarize) return source;
  return std::make_unique<ChangedPixels>(std::move(source), changes);
}

}  // namespace tandem
