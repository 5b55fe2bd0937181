// A small data set whose rows say which row they are.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "framework/core/seed.h"
#include "framework/data/storage/data_set_writer.h"

namespace tandem {

struct SmallDataSet {
  int64_t num_train = 1000;
  int64_t num_valid = 0;
  int64_t num_test = 0;
  /// 8 KiB rows make chunks of 32 rows.
  std::vector<int64_t> image_shape = {64, 128, 1};
  /// Above 0: labels are row numbers modulo this, for families that need names of all classes.
  int64_t num_labels = 0;
  bool replace = false;
  int deflate_level = 0;
};

/// Byte `position` of the image of a row: runs of 64 equal bytes, no two rows alike.
inline uint8_t small_pixel(int64_t row, int64_t position) {
  return static_cast<uint8_t>(mix_bits(static_cast<uint64_t>(row * 1024 + position / 64)));
}

inline void write_small_group(DataSetWriter& writer, const std::string& name, int64_t num_rows,
                              int64_t image_bytes, int64_t num_labels = 0) {
  writer.begin_group(name, num_rows);
  for (int64_t row = 0; row < num_rows; ++row) {
    const auto fields = writer.next_row();
    for (int64_t i = 0; i < image_bytes; ++i) fields[0][i] = std::byte{small_pixel(row, i)};
    const int64_t label = num_labels > 0 ? row % num_labels : row;
    std::memcpy(fields[1], &label, sizeof(label));
  }
}

/// Groups /train and, where asked for, /valid and /test with `images` and `labels`, which are row
/// numbers.
inline void write_small_data_set(const std::filesystem::path& path,
                                 const SmallDataSet& shape = {}) {
  DataSetWriter writer(
      {.path = path, .replace = shape.replace, .deflate_level = shape.deflate_level},
      {.generator = "test",
       .source_digests = {{"file", "0123456789abcdef0123456789abcdef"}},
       .class_names = {"a", "b\u00e9"},
       .shuffle_seed = 5},
      {{.name = "images", .shape = shape.image_shape, .type = "uint8"},
       {.name = "labels", .shape = {}, .type = "int64"}});
  const int64_t image_bytes = std::accumulate(shape.image_shape.begin(), shape.image_shape.end(),
                                              int64_t{1}, std::multiplies<>());
  write_small_group(writer, "train", shape.num_train, image_bytes, shape.num_labels);
  if (shape.num_valid > 0)
    write_small_group(writer, "valid", shape.num_valid, image_bytes, shape.num_labels);
  if (shape.num_test > 0)
    write_small_group(writer, "test", shape.num_test, image_bytes, shape.num_labels);
  writer.finish();
}

}  // namespace tandem
