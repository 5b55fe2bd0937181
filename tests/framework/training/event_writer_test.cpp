#include "framework/training/event_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/crc.hpp>
#include <cstring>
#include <protozero/pbf_reader.hpp>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

template <class T>
T number_at(const std::string& bytes, size_t position) {
  T value;
  std::memcpy(&value, bytes.data() + position, sizeof value);
  return value;
}

uint32_t masked_crc(const std::string& bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const uint32_t checksum = crc.checksum();
  return ((checksum >> 15) | (checksum << 17)) + 0xa282ead8U;
}

/// The payloads of a file; the test fails where lengths or checksums are wrong.
std::vector<std::string> records_of(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  std::vector<std::string> records;
  for (size_t position = 0; position < bytes.size();) {
    const auto length = number_at<uint64_t>(bytes, position);
    EXPECT_EQ(number_at<uint32_t>(bytes, position + 8), masked_crc(bytes.substr(position, 8)));
    records.push_back(bytes.substr(position + 12, length));
    EXPECT_EQ(number_at<uint32_t>(bytes, position + 12 + length), masked_crc(records.back()));
    position += 16 + length;
  }
  return records;
}

/// Field `tag` of a message, which must be there.
protozero::pbf_reader field(const std::string& message, uint32_t tag) {
  protozero::pbf_reader reader(message);
  EXPECT_TRUE(reader.next(tag)) << tag;
  return reader;
}

/// The value of an event: tag, and what the other fields hold.
std::string value_of(const std::string& event) {
  const auto summary = static_cast<std::string>(field(event, 5).get_bytes());
  return static_cast<std::string>(field(summary, 1).get_bytes());
}

TEST(EventWriterTest, ChecksumIsCastagnolis) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes("123456789", 9);
  EXPECT_EQ(crc.checksum(), 0xE3069283U);
}

TEST(EventWriterTest, StartsWithTheVersion) {
  const TemporaryDirectory directory;
  const EventWriter writer(directory.path());
  EXPECT_THAT(writer.path().filename().string(),
              MatchesRegex("events\\.out\\.tfevents\\.[0-9]{10}\\..+\\.[0-9]+\\.[0-9]+"));
  const auto records = records_of(writer.path());
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(static_cast<std::string>(field(records[0], 3).get_bytes()), "brain.Event:2");
  EXPECT_GT(field(records[0], 1).get_double(), 1.6e9) << "seconds since 1970";
}

TEST(EventWriterTest, WritersDoNotShareAFile) {
  const TemporaryDirectory directory;
  const EventWriter first(directory.path());
  const EventWriter second(directory.path());
  EXPECT_NE(first.path(), second.path());
}

TEST(EventWriterTest, WritesScalars) {
  const TemporaryDirectory directory;
  EventWriter writer(directory.path());
  writer.add_scalar(7, "loss/generator", 0.25);
  writer.flush();
  const auto records = records_of(writer.path());
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(field(records[1], 2).get_int64(), 7);
  const std::string value = value_of(records[1]);
  EXPECT_EQ(static_cast<std::string>(field(value, 1).get_bytes()), "loss/generator");
  EXPECT_EQ(field(value, 2).get_float(), 0.25F);
}

TEST(EventWriterTest, WritesImages) {
  const TemporaryDirectory directory;
  EventWriter writer(directory.path());
  const std::string png =
      encode_png({.height = 2, .width = 300, .channels = 3, .pixels = std::vector<uint8_t>(1800)});
  writer.add_image(9, "samples", png);
  const auto records = records_of(writer.path());
  ASSERT_EQ(records.size(), 2u);
  const auto image = static_cast<std::string>(field(value_of(records[1]), 4).get_bytes());
  EXPECT_EQ(field(image, 1).get_int32(), 2);
  EXPECT_EQ(field(image, 2).get_int32(), 300);
  EXPECT_EQ(field(image, 3).get_int32(), 3);
  EXPECT_EQ(static_cast<std::string>(field(image, 4).get_bytes()), png);
}

TEST(EventWriterTest, RefusesOtherImages) {
  const TemporaryDirectory directory;
  EventWriter writer(directory.path());
  EXPECT_THAT(message_of<Error>([&] { writer.add_image(1, "samples", "GIF89a"); }),
              HasSubstr("tag samples"));
  EXPECT_EQ(records_of(writer.path()).size(), 1u);
}

TEST(EventWriterTest, FullDiskIsAnErrorAndLeavesWholeRecords) {
  const TemporaryDirectory directory;
  EventWriter writer(directory.path());
  {
    const FileSizeLimit limit(100);
    EXPECT_THAT(message_of<FileError>([&] {
                  for (int64_t step = 0; step < 10; ++step) writer.add_scalar(step, "loss", 1.0);
                }),
                HasSubstr(writer.path().string()));
  }
  const auto num_before = records_of(writer.path()).size();
  writer.add_scalar(11, "loss", 1.0);
  EXPECT_EQ(records_of(writer.path()).size(), num_before + 1);
  EXPECT_THROW(EventWriter(directory / "absent"), FileError);
}

}  // namespace
}  // namespace tandem
