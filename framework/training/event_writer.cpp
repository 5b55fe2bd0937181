#include "framework/training/event_writer.h"

#include <unistd.h>

#include <boost/crc.hpp>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/image.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

// Field numbers of tensorboard/compat/proto/{event,summary}.proto.
enum class EventField : protozero::pbf_tag_type {
  kWallTime = 1,
  kStep = 2,
  kFileVersion = 3,
  kSummary = 5
};
constexpr protozero::pbf_tag_type kSummaryValue = 1;
enum class ValueField : protozero::pbf_tag_type { kTag = 1, kSimpleValue = 2, kImage = 4 };
enum class ImageField : protozero::pbf_tag_type {
  kHeight = 1,
  kWidth = 2,
  kColorspace = 3,
  kEncodedImage = 4
};

template <class Field>
constexpr protozero::pbf_tag_type number_of(Field field) {
  return static_cast<protozero::pbf_tag_type>(field);
}

AppendFile create_event_file(const std::filesystem::path& directory) {
  const std::string stem = kEventFilePrefix +
                           std::to_string(static_cast<int64_t>(seconds_since_1970())) + "." +
                           host_name() + "." + std::to_string(::getpid()) + ".";
  // The last part keeps the files of one process and second apart.
  int64_t number = 0;
  std::error_code ignored;
  while (std::filesystem::exists(directory / (stem + std::to_string(number)), ignored)) ++number;
  return AppendFile(directory / (stem + std::to_string(number)), AppendFile::Open::kNew);
}

void append_little_endian(std::string& bytes, uint64_t value, int num_bytes) {
  for (int i = 0; i < num_bytes; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

/// CRC-32C, rotated and offset, so that the CRC of bytes that hold CRCs stays a good one
/// (TensorFlow, "TFRecords Format Details").
uint32_t masked_crc(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const uint32_t checksum = crc.checksum();
  return ((checksum >> 15) | (checksum << 17)) + 0xa282ead8U;
}

/// What TensorBoard wants to know of an image beside its bytes.
struct ImageHead {
  int64_t height;
  int64_t width;
  int64_t num_channels;
};

int64_t big_endian_at(std::string_view bytes, size_t position) {
  int64_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[position + i]);
  return value;
}

/// The IHDR chunk is the first of every PNG file: width, height, bit depth and colour type start
/// at byte 16 (PNG specification, 11.2.1).
ImageHead head_of_png(std::string_view png, std::string_view tag) {
  // 8 bytes of signature, and 25 of the IHDR chunk.
  const bool has_head = png.size() >= 33 && is_png(png) && png.substr(12, 4) == "IHDR";
  const int color_type = has_head ? png[25] : -1;
  const int64_t num_channels = color_type == 0 ? 1 : color_type == 2 ? 3 : color_type == 6 ? 4 : 0;
  if (num_channels == 0) {
    throw Error(ExitCode::kInternal, {.what = "these bytes are no image for TensorBoard",
                                      .where = "tag " + std::string(tag),
                                      .expected = "a PNG file, grey, RGB or RGBA",
                                      .got = std::to_string(png.size()) + " bytes"});
  }
  return {.height = big_endian_at(png, 20),
          .width = big_endian_at(png, 16),
          .num_channels = num_channels};
}

std::string event_of(int64_t step, const std::string& value) {
  std::string summary;
  protozero::pbf_writer(summary).add_message(kSummaryValue, value);
  std::string event;
  protozero::pbf_writer writer(event);
  writer.add_double(number_of(EventField::kWallTime), seconds_since_1970());
  writer.add_int64(number_of(EventField::kStep), step);
  writer.add_message(number_of(EventField::kSummary), summary);
  return event;
}

}  // namespace

EventWriter::EventWriter(const std::filesystem::path& directory)
    : file_(create_event_file(directory)) {
  // The first event of a file states the version of its format.
  std::string event;
  protozero::pbf_writer writer(event);
  writer.add_double(number_of(EventField::kWallTime), seconds_since_1970());
  writer.add_string(number_of(EventField::kFileVersion), "brain.Event:2");
  write_record(event);
}

void EventWriter::add_scalar(int64_t step, std::string_view tag, double value) {
  std::string message;
  protozero::pbf_writer writer(message);
  writer.add_string(number_of(ValueField::kTag), tag.data(), tag.size());
  writer.add_float(number_of(ValueField::kSimpleValue), static_cast<float>(value));
  write_record(event_of(step, message));
}

void EventWriter::add_image(int64_t step, std::string_view tag, std::string_view png) {
  const ImageHead head = head_of_png(png, tag);
  std::string image;
  protozero::pbf_writer image_writer(image);
  image_writer.add_int32(number_of(ImageField::kHeight), static_cast<int32_t>(head.height));
  image_writer.add_int32(number_of(ImageField::kWidth), static_cast<int32_t>(head.width));
  image_writer.add_int32(number_of(ImageField::kColorspace),
                         static_cast<int32_t>(head.num_channels));
  image_writer.add_bytes(number_of(ImageField::kEncodedImage), png.data(), png.size());
  std::string message;
  protozero::pbf_writer writer(message);
  writer.add_string(number_of(ValueField::kTag), tag.data(), tag.size());
  writer.add_message(number_of(ValueField::kImage), image);
  write_record(event_of(step, message));
}

void EventWriter::flush() { file_.sync(); }

void EventWriter::write_record(std::string_view payload) {
  // A record of TFRecord: length, its CRC, payload, its CRC.
  std::string record;
  append_little_endian(record, payload.size(), 8);
  append_little_endian(record, masked_crc(record), 4);
  record += payload;
  append_little_endian(record, masked_crc(payload), 4);
  file_.append(record);
}

}  // namespace tandem
