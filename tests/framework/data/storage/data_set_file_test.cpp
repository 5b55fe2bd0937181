#include "framework/data/storage/data_set_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/data/storage/attributes.h"
#include "framework/data/storage/data_set_layout.h"
#include "tests/support/error_message.h"
#include "tests/support/hostile_file.h"
#include "tests/support/refused_locks.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class DataSetFileTest : public testing::Test {
 protected:
  DataSetFileTest() { write_small_data_set(path_, {.num_train = 100, .image_shape = {2, 2, 1}}); }

  /// The message with which the spoiled file is refused.
  std::string refusal() const {
    return message_of<DataError>([&] { DataSetFile file(path_); });
  }

  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "small.h5";
};

TEST_F(DataSetFileTest, DescribesItsFields) {
  const DataDescription description = DataSetFile(path_).description();
  ASSERT_NE(description.find("images"), nullptr);
  EXPECT_EQ(description.find("images")->shape, (std::vector<int64_t>{2, 2, 1}));
  EXPECT_EQ(description.find("labels")->type, "int64");
  EXPECT_EQ(description.class_names.size(), 2u);
}

TEST_F(DataSetFileTest, NamesWhatThereIsInsteadOfWhatIsMissing) {
  const DataSetFile file(path_);
  EXPECT_THAT(message_of<DataError>([&] { file.group("valid"); }),
              AllOf(HasSubstr("/valid"), HasSubstr("/train")));
  EXPECT_THAT(message_of<DataError>([&] { file.group("train").field("source"); }),
              AllOf(HasSubstr("source"), HasSubstr("images, labels")));
  EXPECT_THAT(message_of<DataError>([&] {
                int64_t label;
                file.group("train").field("labels").read_rows(100, 1, &label);
              }),
              HasSubstr("0 to 99"));
}

TEST_F(DataSetFileTest, AMissingFileAndADirectoryAreErrors) {
  EXPECT_THAT(message_of<FileError>([&] { DataSetFile file(directory_ / "none.h5"); }),
              AllOf(HasSubstr("none.h5"), HasSubstr("No such file")));
  EXPECT_THAT(message_of<FileError>([&] { DataSetFile file(directory_.path()); }),
              HasSubstr("directory"));
}

TEST_F(DataSetFileTest, ForeignFilesAreRefused) {
  write_file_synced(path_, "This is not HDF5.");
  EXPECT_THAT(refusal(), HasSubstr("not an HDF5 file"));
  fs::remove(path_);
  hdf5::Handle(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_THAT(refusal(), HasSubstr("not a data set of tandem"));
}

TEST_F(DataSetFileTest, AFileSystemWithoutLocksIsNotDamage) {
  // Of ENOSYS some builds of HDF5 take no notice.
  for (const int error : {ENOLCK, EOPNOTSUPP}) {
    const RefusedLocks refused(error);
    EXPECT_THAT(message_of<FileError>([&] { DataSetFile file(path_); }),
                AllOf(HasSubstr("refuses to lock"), HasSubstr(std::strerror(error)),
                      HasSubstr("HDF5_USE_FILE_LOCKING=FALSE")));
    EXPECT_THAT(message_of<FileError>(
                    [&] { write_small_data_set(directory_ / "other.h5", {.num_train = 1}); }),
                HasSubstr("HDF5_USE_FILE_LOCKING=FALSE"));
  }
  const RefusedLocks refused(EWOULDBLOCK);
  EXPECT_THAT(message_of<FileError>([&] { DataSetFile file(path_); }),
              HasSubstr("another process has opened the HDF5 file"));
}

TEST_F(DataSetFileTest, AnUnfinishedFileIsRefused) {
  HostileFile(path_).remove_attribute("complete");
  EXPECT_THAT(refusal(), HasSubstr("not packed to its end"));
}

TEST_F(DataSetFileTest, AnotherVersionIsRefused) {
  {
    HostileFile file(path_);
    file.remove_attribute("format_version");
    hdf5::write_integer(file.file(), "format_version", 2);
  }
  EXPECT_THAT(refusal(), AllOf(HasSubstr("expected 1"), HasSubstr("got 2")));
}

TEST_F(DataSetFileTest, LinksAreNotFollowed) {
  {
    HostileFile file(path_);
    ASSERT_GE(H5Lcreate_soft("/train/images", file.file().get(), "/train/other", H5P_DEFAULT,
                             H5P_DEFAULT),
              0);
  }
  EXPECT_THAT(refusal(), HasSubstr("link"));
  write_small_data_set(path_, {.num_train = 9, .image_shape = {1}, .replace = true});
  {
    HostileFile file(path_);
    ASSERT_GE(H5Lcreate_external("/etc/passwd", "/", file.file().get(), "/train/other", H5P_DEFAULT,
                                 H5P_DEFAULT),
              0);
  }
  EXPECT_THAT(refusal(), HasSubstr("link"));
}

TEST_F(DataSetFileTest, VirtualDataSetsAreRefused) {
  {
    HostileFile file(path_);
    file.remove("/train/labels");
    const hsize_t size = 100;
    const hdf5::Handle space(H5Screate_simple(1, &size, nullptr));
    const hdf5::Handle properties(H5Pcreate(H5P_DATASET_CREATE));
    ASSERT_GE(H5Pset_virtual(properties.get(), space.get(), "other.h5", "/labels", space.get()), 0);
    const hdf5::Handle made(H5Dcreate2(file.file().get(), "/train/labels", H5T_STD_I64LE,
                                       space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT));
    ASSERT_GE(made.get(), 0);
  }
  EXPECT_THAT(refusal(), AllOf(HasSubstr("/train/labels"), HasSubstr("virtual")));
}

TEST_F(DataSetFileTest, UnexpectedObjectsAreRefused) {
  {
    HostileFile file(path_);
    const hdf5::Handle group(
        H5Gcreate2(file.file().get(), "/train/a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    const hdf5::Handle deep(
        H5Gcreate2(file.file().get(), "/train/a/b", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    ASSERT_GE(deep.get(), 0);
  }
  EXPECT_THAT(refusal(), HasSubstr("a/b"));
}

struct SpoiledField {
  std::string name;
  HostileFile::Field field;
  std::string message;
};

class SpoiledFieldTest : public DataSetFileTest,
                         public testing::WithParamInterface<SpoiledField> {};

TEST_P(SpoiledFieldTest, IsRefusedByName) {
  HostileFile(path_).replace(GetParam().field);
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr(path_.string()), HasSubstr("labels"), HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, SpoiledFieldTest,
    testing::Values(
        SpoiledField{"Contiguous", {.chunk = {}, .filters = {}}, "layout"},
        SpoiledField{"ExternalStorage",
                     {.chunk = {}, .filters = {}, .external = "other.raw", .write = false},
                     "layout"},
        SpoiledField{"NoChecksums", {.filters = {}}, "no checksums"},
        SpoiledField{
            "ChecksumsNotLast", {.filters = {H5Z_FILTER_FLETCHER32, H5Z_FILTER_DEFLATE}}, "filter"},
        SpoiledField{
            "OtherFilter", {.filters = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32}}, "filter 2"},
        SpoiledField{"OtherType", {.type = "int16"}, "type"},
        SpoiledField{"BigEndian", {.type = "big-endian int64"}, "type"},
        SpoiledField{"Extensible", {.limits = {H5S_UNLIMITED}}, "whole rows"},
        SpoiledField{"PartsOfRows",
                     {.sizes = {100, 4}, .limits = {100, 4}, .chunk = {100, 2}},
                     "whole rows"},
        SpoiledField{"OtherNumberOfRows", {.sizes = {99}, .limits = {99}, .chunk = {99}}, "99"},
        SpoiledField{"OtherChunks", {.chunk = {50}}, "chunks of 50"},
        SpoiledField{"NoRows",
                     {.sizes = {0}, .limits = {0}, .chunk = {1}, .write = false},
                     "number of rows"},
        SpoiledField{"MissingChunks", {.write = false}, "more data than the file holds"},
        SpoiledField{"Huge",
                     {.sizes = {hsize_t{1} << 40, 1 << 20},
                      .limits = {hsize_t{1} << 40, 1 << 20},
                      .chunk = {1, 1 << 20},
                      .write = false},
                     "more data than the file holds"},
        SpoiledField{"HugeRowCompressed",
                     {.sizes = {1, 1 << 26},
                      .limits = {1, 1 << 26},
                      .chunk = {1, 1 << 26},
                      .filters = {H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32},
                      .stored = std::string(500, 'x')},
                     "more data than the file holds"},
        SpoiledField{"HugeChunk",
                     {.sizes = {1 << 24},
                      .limits = {1 << 24},
                      .chunk = {1 << 24},
                      .filters = {H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32},
                      .stored = std::string(1 << 18, 'x')},
                     "unusable chunks"},
        SpoiledField{"DeflatedTwice",
                     {.filters = {H5Z_FILTER_DEFLATE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32}},
                     "filter 1"},
        SpoiledField{"HugeRow",
                     {.sizes = {2, 1 << 30, 1 << 30},
                      .limits = {2, 1 << 30, 1 << 30},
                      .chunk = {1, 1, 1},
                      .write = false},
                     "whole rows"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(DataSetFileTest, ADamagedChunkIsNamedWithItsRows) {
  write_small_data_set(path_, {.num_train = 100, .replace = true});
  std::string bytes = read_file(path_);
  // Row 70 is in chunk 2; its first pixels are found by their pattern.
  std::string row;
  for (int64_t i = 0; i < 300; ++i) row += static_cast<char>(small_pixel(70, i));
  const size_t place = bytes.find(row);
  ASSERT_NE(place, std::string::npos);
  bytes[place + 100] ^= 16;
  replace_file(path_, bytes);
  const DataSetFile file(path_);
  const DataSetField& images = file.group("train").field("images");
  std::vector<std::byte> rows(static_cast<size_t>(images.chunk_memory()));
  images.read_chunk(1, rows);
  EXPECT_THAT(message_of<DataError>([&] { images.read_chunk(2, rows); }),
              AllOf(HasSubstr("/train/images"), HasSubstr("chunk 2"), HasSubstr("rows 64 to 95"),
                    HasSubstr("Fletcher32")));
}

/// Inverts a pixel of a row as h5py does it: HDF5 makes a new checksum, nothing else changes.
void edit_row(const fs::path& path, hsize_t row) {
  const HostileFile file(path);
  const hdf5::Handle images(H5Dopen2(file.file().get(), "/train/images", H5P_DEFAULT));
  const hdf5::Handle space(H5Dget_space(images.get()));
  const std::array<hsize_t, 4> start = {row, 1, 1, 0};
  const std::array<hsize_t, 4> count = {1, 1, 1, 1};
  const hdf5::Handle one(H5Screate_simple(4, count.data(), nullptr));
  ASSERT_GE(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                nullptr),
            0);
  uint8_t pixel = 0;
  ASSERT_GE(H5Dread(images.get(), H5T_STD_U8LE, one.get(), space.get(), H5P_DEFAULT, &pixel), 0);
  pixel = static_cast<uint8_t>(~pixel);
  ASSERT_GE(H5Dwrite(images.get(), H5T_STD_U8LE, one.get(), space.get(), H5P_DEFAULT, &pixel), 0);
}

TEST_F(DataSetFileTest, RowsThatWereChangedAfterPackingAreRefusedAsTheyAreRead) {
  for (const int deflate_level : {0, 2}) {
    write_small_data_set(path_,
                         {.num_train = 100, .replace = true, .deflate_level = deflate_level});
    edit_row(path_, 70);
    const DataSetFile file(path_);
    const DataSetField& images = file.group("train").field("images");
    ASSERT_TRUE(images.has_chunk_digests());
    std::vector<std::byte> rows(static_cast<size_t>(images.chunk_memory()));
    images.read_chunk(1, rows);
    const auto changed = AllOf(HasSubstr("/train/images"), HasSubstr("chunk 2 (rows 64 to 95)"),
                               HasSubstr("changed after it was packed"));
    EXPECT_THAT(message_of<DataError>([&] { images.read_chunk(2, rows); }), changed);
    EXPECT_THAT(message_of<DataError>([&] { images.read_rows(90, 2, rows.data()); }), changed);
    EXPECT_THAT(message_of<DataError>([&] { images.check_digest(); }), changed);
  }
}

TEST_F(DataSetFileTest, AFileOfAnEarlierVersionIsComparedWithItsDigestAsAWhole) {
  const auto forget_chunks = [&] {
    const HostileFile file(path_);
    const hdf5::Handle images(H5Dopen2(file.file().get(), "/train/images", H5P_DEFAULT));
    ASSERT_GE(H5Adelete(images.get(), kChunkDigests), 0);
  };
  forget_chunks();
  const auto check = [&] { DataSetFile(path_).group("train").field("images").check_digest(); };
  EXPECT_FALSE(DataSetFile(path_).group("train").field("images").has_chunk_digests());
  check();
  edit_row(path_, 70);
  EXPECT_THAT(message_of<DataError>(check), HasSubstr("changed after they were packed"));
}

TEST_F(DataSetFileTest, DigestsAreOnePerChunkAndOfAnySize) {
  {
    const HostileFile file(path_);
    const hdf5::Handle images(H5Dopen2(file.file().get(), "/train/images", H5P_DEFAULT));
    ASSERT_GE(H5Adelete(images.get(), kChunkDigests), 0);
    // More than an object header holds.
    std::vector<DigestBytes> digests(100'000);
    digests.back()[3] = 7;
    hdf5::write_digests(images, kChunkDigests, digests);
    EXPECT_EQ(hdf5::read_digests(images, kChunkDigests, "", 100'000), digests);
  }
  EXPECT_THAT(refusal(), AllOf(HasSubstr("one digest a chunk"), HasSubstr("got 100000")));
  {
    const HostileFile file(path_);
    const hdf5::Handle images(H5Dopen2(file.file().get(), "/train/images", H5P_DEFAULT));
    ASSERT_GE(H5Adelete(images.get(), kChunkDigests), 0);
    hdf5::write_string(images, kChunkDigests, "0123456789abcdef");
  }
  EXPECT_THAT(refusal(), HasSubstr("digests of 16 bytes"));
}

TEST_F(DataSetFileTest, ATruncatedFileIsRefused) {
  const std::string bytes = read_file(path_);
  for (size_t part = 0; part < 60; ++part) {
    const fs::path cut = directory_ / std::to_string(part);
    std::ofstream(cut, std::ios::binary) << bytes.substr(0, bytes.size() * part / 60);
    EXPECT_THROW(DataSetFile{cut}, DataError) << part << "/60";
  }
}

/// Everything that a reader learns from a file, in one string.
std::string content_of(const fs::path& path) {
  verify_data_set(path);
  const DataSetFile file(path);
  std::string content = file.origin().generator + std::to_string(file.origin().shuffle_seed);
  for (const std::string& name : file.origin().class_names) content += name + " ";
  for (const auto& [name, digest] : file.origin().source_digests) content += name + digest;
  for (const DataSetGroup& group : file.groups()) {
    content += group.name;
    content += std::to_string(group.num_rows);
    for (const DataSetField& field : group.fields) {
      content += field.description().name + field.description().type + field.digest();
      for (int64_t size : field.description().shape) content += std::to_string(size) + " ";
    }
  }
  return content;
}

/// Flips a bit of each byte in turn and returns how many flips were detected, or -1 when one went
/// unseen and changed what is read.
int64_t detected_flips(const std::string& bytes, const std::string& expected,
                       const fs::path& path) {
  int64_t detected = 0;
  for (size_t place = 0; place < bytes.size(); ++place) {
    // Every byte of the headers, some of the empty space between.
    if (bytes[place] == 0 && place % 7 != 0) continue;
    std::string copy = bytes;
    copy[place] = static_cast<char>(copy[place] ^ (1 << (place % 8)));
    std::ofstream(path, std::ios::binary) << copy;
    try {
      if (content_of(path) != expected) {
        std::cerr << "the flip of byte " << place << " went unseen\n";
        return -1;
      }
    } catch (const DataError&) {
      ++detected;
    }
  }
  return detected;
}

TEST_F(DataSetFileTest, EveryBitFlipIsDetectedOrHarmless) {
  const std::string bytes = read_file(path_);
  const std::string expected = content_of(path_);
  // In a process of its own: a crash of HDF5 is an answer too, and it leaks over damaged headers.
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::_exit(detected_flips(bytes, expected, directory_ / "flipped.h5") > 1000 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace tandem
