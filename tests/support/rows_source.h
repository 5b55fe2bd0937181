// Rows from memory, as a RowSource. For tests of what changes or chooses rows.
#pragma once

#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "datasets/row_source.h"
#include "framework/core/image.h"

namespace tandem {

/// The images of train are `images`; row i has the label i modulo the number of classes. The first
/// images are also the rows of test, and of valid where `num_valid` is given.
class RowsSource : public RowSource {
 public:
  /// Without class names there are no labels.
  explicit RowsSource(std::vector<Image> images, std::vector<std::string> class_names = {},
                      int64_t num_test = 0, int64_t num_valid = 0)
      : images_(std::move(images)),
        class_names_(std::move(class_names)),
        num_test_(num_test),
        num_valid_(num_valid) {}

  DataSetOrigin origin() const override {
    return {.generator = "rows", .source_digests = {}, .class_names = class_names_};
  }
  std::vector<FieldDescription> fields() const override {
    const Image& first = images_.front();
    std::vector<FieldDescription> fields = {
        {.name = "images", .shape = {first.height, first.width, first.channels}, .type = "uint8"}};
    if (!class_names_.empty()) fields.push_back({.name = "labels", .shape = {}, .type = "int64"});
    return fields;
  }
  bool has_valid() const override { return num_valid_ > 0; }
  std::vector<int64_t> rows(Split split) const override {
    const auto num_train = static_cast<int64_t>(images_.size());
    const int64_t counts[] = {num_train, num_test_, num_valid_};
    std::vector<int64_t> rows(static_cast<size_t>(counts[static_cast<int>(split)]));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
  }
  void read_row(Split, int64_t row, std::span<std::byte* const> fields) const override {
    const Image& image = images_[static_cast<size_t>(row)];
    std::memcpy(fields[0], image.pixels.data(), image.pixels.size());
    if (class_names_.empty()) return;
    const int64_t label = row % static_cast<int64_t>(class_names_.size());
    std::memcpy(fields[1], &label, sizeof(label));
  }

 private:
  std::vector<Image> images_;
  std::vector<std::string> class_names_;
  int64_t num_test_;
  int64_t num_valid_;
};

/// The values of the fields of one row of uint8, in their order; labels are left out.
inline std::vector<std::vector<uint8_t>> pixels_of(const RowSource& source, Split split,
                                                   int64_t row) {
  std::vector<std::vector<uint8_t>> pixels;
  int64_t label = 0;
  for (const FieldDescription& field : source.fields()) {
    if (field.type != "uint8") continue;
    pixels.emplace_back(static_cast<size_t>(field.shape[0] * field.shape[1] * field.shape[2]));
  }
  std::vector<std::byte*> fields;
  for (auto& field : pixels) fields.push_back(reinterpret_cast<std::byte*>(field.data()));
  fields.push_back(reinterpret_cast<std::byte*>(&label));
  source.read_row(split, row, fields);
  return pixels;
}

}  // namespace tandem
