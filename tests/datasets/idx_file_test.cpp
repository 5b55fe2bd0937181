#include "datasets/idx_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <future>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/idx_files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class IdxFileTest : public testing::Test {
 protected:
  /// The message with which these bytes are refused.
  std::string refusal(const std::string& bytes, int rank = 1) const {
    replace_file(path_, bytes);
    const std::string message = message_of<DataError>([&] { read_idx(path_, rank); });
    EXPECT_THAT(message, HasSubstr(path_.string()));
    return message;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "values";
};

TEST_F(IdxFileTest, ReadsPlainAndCompressedFiles) {
  const std::string bytes = idx_bytes({2, 1, 3}, "abcdef");
  replace_file(path_, bytes);
  write_gzip(directory_ / "values.gz", bytes);
  for (const char* name : {"values", "values.gz"}) {
    const IdxArray array = read_idx(directory_ / name, 3);
    EXPECT_EQ(array.sizes, (std::vector<int64_t>{2, 1, 3}));
    EXPECT_EQ(array.values, (std::vector<uint8_t>{'a', 'b', 'c', 'd', 'e', 'f'}));
  }
}

TEST_F(IdxFileTest, AMissingFileIsNamed) {
  EXPECT_THAT(message_of<FileError>([&] { read_idx(path_, 1); }), HasSubstr("values"));
}

TEST_F(IdxFileTest, AFileWithoutASizeIsNamed) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  // It waits for the reader.
  const auto writing = std::async(
      std::launch::async, [&] { std::ofstream(path_, std::ios::binary) << idx_bytes({2}, "ab"); });
  EXPECT_THAT(message_of<FileError>([&] { read_idx(path_, 1); }), HasSubstr(path_.string()));
}

TEST_F(IdxFileTest, AWrongMagicNumberIsRefused) {
  EXPECT_THAT(refusal(idx_bytes({2}, "ab"), 3), HasSubstr("cut short"));
  EXPECT_THAT(refusal(idx_bytes({12}, "abcdefghijkl"), 3),
              AllOf(HasSubstr("0x00000803"), HasSubstr("0x00000801")));
  std::string floats = idx_bytes({2}, "ab");
  floats[2] = 13;
  EXPECT_THAT(refusal(floats), HasSubstr("0x00000d01"));
}

TEST_F(IdxFileTest, SizesThatDoNotFitTheFileAreRefused) {
  EXPECT_THAT(refusal(idx_bytes({0}, "")), HasSubstr("unusable size"));
  EXPECT_THAT(refusal(idx_bytes({0xffffffff}, "ab")), HasSubstr("unusable size"));
  EXPECT_THAT(refusal(idx_bytes({0xffffffff, 0xffffffff, 0xffffffff}, "ab"), 3),
              HasSubstr("unusable size"));
}

TEST_F(IdxFileTest, MissingAndTrailingBytesAreRefused) {
  EXPECT_THAT(refusal(idx_bytes({3}, "ab")), AllOf(HasSubstr("expected 3"), HasSubstr("got 2")));
  EXPECT_THAT(refusal(idx_bytes({2}, "abc")), HasSubstr("more"));
  EXPECT_THAT(refusal(""), HasSubstr("cut short"));
}

TEST_F(IdxFileTest, WhatIsClaimedButNotThereTakesNoMemory) {
  constexpr int64_t kMegabyte = 1 << 20;
  const std::string values(kMegabyte, 'a');
  replace_file(path_, idx_bytes({1 << 30}, values));
  const auto read = [&] { EXPECT_THROW(read_idx(path_, 1), DataError); };
  EXPECT_LT(peak_bytes_added(read), 16 * kMegabyte);
  // What a compressed file would expand to beyond its header is not read.
  write_gzip(path_, idx_bytes({100}, std::string(64 * kMegabyte, 'a')));
  EXPECT_LT(peak_bytes_added(read), 16 * kMegabyte);
}

TEST_F(IdxFileTest, DamagedGzipIsRefused) {
  std::string values;
  for (int i = 0; i < 4000; ++i) values += static_cast<char>(i * i % 251);
  write_gzip(path_, idx_bytes({4000}, values));
  const std::string bytes = read_file(path_);
  refusal(bytes.substr(0, bytes.size() / 2));
  refusal(bytes.substr(0, bytes.size() - 6));
  std::string flipped = bytes;
  flipped[flipped.size() - 8] ^= 1;  // of the checksum
  refusal(flipped);
}

}  // namespace
}  // namespace tandem
