#include "framework/data/storage/hdf5.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <vector>

#include "framework/core/error.h"
#include "framework/data/storage/data_set_file.h"
#include "tests/support/error_message.h"
#include "tests/support/failing_files.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ReadingTest : public testing::TestWithParam<int> {
 protected:
  ReadingTest() { write_small_data_set(path_, {.num_train = 100, .deflate_level = 1}); }

  auto says_why() const {
    return AllOf(HasSubstr(path_.string()), HasSubstr(std::strerror(GetParam())),
                 Not(HasSubstr("Pack")));
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "small.h5";
};

TEST_P(ReadingTest, AnErrorWhereTheFileIsOpenedIsNoDamage) {
  // The signature is read by hand, the rest by HDF5 with another call.
  for (const char* call : {"open", "read", "pread"}) {
    const FailingFiles failing(call, GetParam(), "small.h5");
    EXPECT_THAT(message_of<FileError>([&] { DataSetFile file(path_); }), says_why()) << call;
  }
  DataSetFile file(path_);
}

TEST_P(ReadingTest, AnErrorWhereAChunkIsReadIsNoDamage) {
  const DataSetFile file(path_);
  const DataSetField& images = file.group("train").field("images");
  std::vector<std::byte> rows(static_cast<size_t>(images.chunk_memory()));
  const auto read_chunk = [&](int64_t chunk) { images.read_chunk(chunk, rows); };
  {
    const FailingFiles failing("pread", GetParam(), "small.h5");
    EXPECT_THAT(message_of<FileError>([&] { read_chunk(0); }),
                AllOf(HasSubstr("/train/images"), says_why()));
  }
  // With the first chunk HDF5 reads the index of all; from then on it reads the chunk alone.
  read_chunk(1);
  {
    const FailingFiles failing("pread", GetParam(), "small.h5");
    EXPECT_THAT(message_of<FileError>([&] { read_chunk(2); }), says_why());
  }
  read_chunk(2);
}

INSTANTIATE_TEST_SUITE_P(Errors, ReadingTest, testing::Values(EIO, ESTALE, ETIMEDOUT, EREMOTEIO));

TEST(Hdf5, OnlyWhatTheSystemSaysIsNoDamage) {
  for (const char* said : {"truncated file: eof = 3", "unknown HDF5 error", "4 bytes stored",
                           "unable to open file's superblock extension", "",
                           "file write failed: Input/output error"}) {
    EXPECT_NO_THROW(hdf5::check_readable("a.h5", said)) << said;
  }
  for (const char* said :
       {"file read failed: Input/output error", "unable to open file: Stale file handle",
        "unable to fstat file: Connection timed out"}) {
    EXPECT_THAT(message_of<FileError>([&] { hdf5::check_readable("a.h5", said); }),
                AllOf(HasSubstr("a.h5"), HasSubstr(said)));
  }
}

}  // namespace
}  // namespace tandem
