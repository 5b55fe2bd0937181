#include "framework/data/storage/stored_chunk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>
#include <numeric>
#include <vector>

#include "framework/data/storage/fletcher32.h"
#include "tests/support/hostile_file.h"
#include "tests/support/peak_memory.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::HasSubstr;

constexpr ChunkStorage kStorage{.chunk_rows = 100, .chunk_bytes = 800, .compressed = true};

std::string deflated(const std::string& bytes) {
  uLongf length = ::compressBound(bytes.size());
  std::string result(length, '\0');
  EXPECT_EQ(::compress(reinterpret_cast<Bytef*>(result.data()), &length,
                       reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  result.resize(length);
  return result;
}

std::string with_checksum(std::string bytes) {
  const uint32_t sum = fletcher32(std::as_bytes(std::span(bytes)));
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof(sum));
  return bytes;
}

/// A chunk of 100 integers of 8 bytes, stored as each test wants it.
class StoredChunkTest : public testing::Test {
 protected:
  StoredChunkTest() {
    write_small_data_set(path_, {.num_train = 100, .image_shape = {2, 2, 1}});
    for (size_t i = 0; i < rows_.size(); ++i) rows_[i] = static_cast<char>(i * i % 251);
  }

  /// What is wrong with a chunk that is stored so; its first rows are in `read_`.
  std::string problem_of(const std::string& stored, uint32_t skipped = 0) {
    HostileFile file(path_);
    file.replace({.filters = {H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32},
                  .stored = stored,
                  .skipped_filters = skipped});
    const hdf5::Handle labels(H5Dopen2(file.file().get(), "/train/labels", H5P_DEFAULT));
    return read_stored_chunk(labels, kStorage, 0, read_.size(),
                             std::as_writable_bytes(std::span(read_)));
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "small.h5";
  std::string rows_ = std::string(800, '\0');
  std::string read_ = std::string(400, '\0');  // less than the chunk
};

TEST_F(StoredChunkTest, IsInflated) {
  EXPECT_EQ(problem_of(with_checksum(deflated(rows_))), "");
  EXPECT_EQ(read_, rows_.substr(0, read_.size()));
}

TEST_F(StoredChunkTest, MayBeStoredAsItIsWhereDeflateFailed) {
  EXPECT_EQ(problem_of(with_checksum(rows_), 1), "");
  EXPECT_EQ(read_, rows_.substr(0, read_.size()));
  EXPECT_THAT(problem_of(with_checksum(rows_).substr(8), 1), HasSubstr("checksum"));
  EXPECT_THAT(problem_of(with_checksum(rows_.substr(8)), 1), HasSubstr("796 bytes stored"));
}

TEST_F(StoredChunkTest, IsRefusedWithoutItsChecksum) {
  EXPECT_THAT(problem_of(deflated(rows_)), HasSubstr("Fletcher32"));
  EXPECT_THAT(problem_of(with_checksum(deflated(rows_)), 2), HasSubstr("without a checksum"));
}

TEST_F(StoredChunkTest, IsRefusedWhereItInflatesToOtherLengths) {
  EXPECT_THAT(problem_of(with_checksum(deflated(rows_.substr(1)))), HasSubstr("inflated"));
  EXPECT_THAT(problem_of(with_checksum(deflated(rows_ + "x"))), HasSubstr("inflated"));
  EXPECT_THAT(problem_of(with_checksum("no deflated bytes")), HasSubstr("inflated"));
  EXPECT_THAT(problem_of(std::string(1000, 'x')), HasSubstr("1000 bytes stored"));
}

TEST_F(StoredChunkTest, TakesNoMoreMemoryThanItsRows) {
  const std::string bomb = with_checksum(deflated(std::string(600'000, '\0')));
  ASSERT_LT(bomb.size(), 800u);
  EXPECT_THAT(problem_of(bomb), HasSubstr("inflated"));
  const std::string larger(64 << 20, '\0');
  const std::string stored = with_checksum(deflated(larger));
  EXPECT_LT(peak_bytes_added([&] { problem_of(stored); }), 8 << 20);
}

}  // namespace
}  // namespace tandem
