// TensorBoard event files: scalars and images.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/core/append_file.h"

namespace tandem {

/// Writes one new file `events.out.tfevents.<seconds>.<host>.<pid>.<n>`; a run that is resumed
/// leaves several, which TensorBoard reads as one. Every call throws FileError when the file cannot
/// be written; a record is then in the file completely or not at all.
class EventWriter {
 public:
  /// Creates the file in an existing directory.
  explicit EventWriter(const std::filesystem::path& directory);

  /// `value` is stored as float32, as TensorBoard does.
  void add_scalar(int64_t step, std::string_view tag, double value);

  /// `png`: the bytes of a PNG file, grey, RGB or RGBA; TensorBoard gets its size from them. Throws
  /// Error for other bytes.
  void add_image(int64_t step, std::string_view tag, std::string_view png);

  /// Makes everything added so far durable.
  void flush();

  const std::filesystem::path& path() const { return file_.path(); }

 private:
  void write_record(std::string_view payload);

  AppendFile file_;
};

}  // namespace tandem
