#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/open_source.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kPixels = 32 * 32;
// As published: an empty line at the end.
constexpr const char* kNames =
    "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";

/// Byte of a plane of an image; every image and every plane is another one.
char value_at(int64_t image, int64_t plane, int64_t pixel) {
  return static_cast<char>(image * 7 + plane * 101 + pixel * 3);
}

/// Records of images first … first+count−1; the label is the last digit.
std::string records(int64_t first, int64_t count) {
  std::string bytes;
  for (int64_t image = first; image < first + count; ++image) {
    bytes += static_cast<char>(image % 10);
    for (int64_t i = 0; i < 3 * kPixels; ++i) bytes += value_at(image, i / kPixels, i % kPixels);
  }
  return bytes;
}

class Cifar10Test : public testing::Test {
 protected:
  /// Five files of 3 images, 0 to 14 over all, and one of 2 images, 50 and 51.
  Cifar10Test() {
    fs::create_directory(folder_);
    for (int64_t i = 0; i < 5; ++i) write(train_file(i), records(3 * i, 3));
    write("test_batch.bin", records(50, 2));
    write("batches.meta.txt", kNames);
  }

  static std::string train_file(int64_t index) {
    return "data_batch_" + std::to_string(index + 1) + ".bin";
  }
  void write(const std::string& name, const std::string& bytes) const {
    replace_file(folder_ / name, bytes);
  }
  static std::unique_ptr<RowSource> open(const fs::path& from) {
    return open_source("cifar10", {"--from", from.string()});
  }
  template <class ErrorType>
  std::string refusal() const {
    return message_of<ErrorType>([&] { open(directory_.path()); });
  }

  TemporaryDirectory directory_;
  fs::path folder_ = directory_ / "cifar-10-batches-bin";
};

TEST_F(Cifar10Test, PlanesBecomePixelsInTheOrderOfTheFiles) {
  const auto source = open(folder_);
  EXPECT_EQ(source->rows(Split::kTrain).size(), 15u);
  EXPECT_EQ(source->rows(Split::kTest).size(), 2u);
  ASSERT_EQ(source->fields().size(), 2u);
  EXPECT_THAT(source->fields()[0].shape, ElementsAre(32, 32, 3));
  for (const auto& [split, row, image] :
       {std::tuple{Split::kTrain, 13, 13}, std::tuple{Split::kTrain, 0, 0},
        std::tuple{Split::kTest, 1, 51}}) {
    std::vector<std::byte> pixels(3 * kPixels);
    int64_t label = -1;
    std::byte* fields[] = {pixels.data(), reinterpret_cast<std::byte*>(&label)};
    source->read_row(split, row, fields);
    EXPECT_EQ(label, image % 10);
    for (int64_t i = 0; i < 3 * kPixels; ++i) {
      ASSERT_EQ(static_cast<char>(pixels[static_cast<size_t>(i)]), value_at(image, i % 3, i / 3));
    }
  }
}

TEST_F(Cifar10Test, NamesAndDigestsAreThoseOfTheFiles) {
  const DataSetOrigin origin = open(folder_)->origin();
  EXPECT_EQ(origin.generator, "cifar10");
  EXPECT_THAT(origin.class_names, ElementsAre("airplane", "automobile", "bird", "cat", "deer",
                                              "dog", "frog", "horse", "ship", "truck"));
  ASSERT_EQ(origin.source_digests.size(), 7u);
  for (const auto& [name, digest] : origin.source_digests) {
    EXPECT_EQ(digest, digest_of_file(folder_ / name));
  }
}

TEST_F(Cifar10Test, TheFolderAroundTheReleaseWillDo) {
  EXPECT_EQ(open(directory_.path())->rows(Split::kTrain).size(), 15u);
}

TEST_F(Cifar10Test, MissingFilesAreNamed) {
  fs::remove(folder_ / "data_batch_4.bin");
  EXPECT_THAT(refusal<FileError>(), AllOf(HasSubstr("data_batch_4.bin"), HasSubstr("Download")));
  fs::remove(folder_ / "batches.meta.txt");
  EXPECT_THAT(refusal<FileError>(), HasSubstr("batches.meta.txt"));
  EXPECT_THAT(message_of<UsageError>([] { open_source("cifar10", {}); }), HasSubstr("--from"));
}

TEST_F(Cifar10Test, OtherReleasesAreRecognised) {
  fs::remove_all(folder_);
  EXPECT_THAT(refusal<FileError>(),
              AllOf(HasSubstr("test_batch.bin"), HasSubstr("cifar-10-binary.tar.gz")));
  const fs::path archive = directory_ / "cifar-10-python.tar.gz";
  replace_file(archive, "archive");
  EXPECT_THAT(refusal<FileError>(), HasSubstr("got cifar-10-python.tar.gz, still packed"));
  EXPECT_THAT(message_of<FileError>([&] { open(archive); }), HasSubstr("got a file"));
  EXPECT_THAT(message_of<FileError>([&] { open(directory_ / "none"); }), HasSubstr("got nothing"));
  fs::create_directory(directory_ / "cifar-10-batches-py");
  replace_file(directory_ / "cifar-10-batches-py" / "data_batch_1", "pickle");
  EXPECT_THAT(refusal<FileError>(), HasSubstr("the Python release"));
  EXPECT_THAT(message_of<FileError>([&] { open(directory_ / "cifar-10-batches-py"); }),
              HasSubstr("the Python release"));
}

TEST_F(Cifar10Test, FilesThatAreNotWholeRecordsAreRefused) {
  const std::string whole = records(0, 3);
  for (const std::string& bytes : {std::string(), whole.substr(0, whole.size() - 1), whole + "x"}) {
    write("data_batch_2.bin", bytes);
    EXPECT_THAT(refusal<DataError>(), AllOf(HasSubstr("data_batch_2.bin"), HasSubstr("3073"),
                                            HasSubstr("got " + std::to_string(bytes.size()))));
  }
}

TEST_F(Cifar10Test, FilesThatAreTooLargeAreNotRead) {
  fs::resize_file(folder_ / "test_batch.bin", uintmax_t{3073} << 17);
  EXPECT_THAT(refusal<DataError>(), AllOf(HasSubstr("test_batch.bin"), HasSubstr("too large")));
}

TEST_F(Cifar10Test, LabelsOutOfRangeAreRefused) {
  std::string bytes = records(50, 2);
  bytes[3073] = 10;
  write("test_batch.bin", bytes);
  EXPECT_THAT(refusal<DataError>(), AllOf(HasSubstr("test_batch.bin"), HasSubstr("record 1"),
                                          HasSubstr("0 to 9"), HasSubstr("got 10")));
}

TEST_F(Cifar10Test, ClassNamesThatAreNotTenPlainNamesAreRefused) {
  const std::string nine = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
  const auto with_names = [&](const std::string& names) {
    write("batches.meta.txt", names);
    const std::string message = refusal<DataError>();
    EXPECT_THAT(message, HasSubstr("batches.meta.txt"));
    return message;
  };
  EXPECT_THAT(with_names(""), HasSubstr("got 0 lines"));
  EXPECT_THAT(with_names(nine), HasSubstr("got 9 lines"));
  EXPECT_THAT(with_names(nine + "j\nk\n"), HasSubstr("got 11 lines"));
  EXPECT_THAT(with_names(nine + "b\n"), HasSubstr("'b' twice"));
  const std::string escape = with_names(nine + "\x1b[31mred\n");
  EXPECT_THAT(escape, HasSubstr("line 10"));
  EXPECT_EQ(escape.find('\x1b'), std::string::npos);
  EXPECT_THAT(with_names(nine + std::string(65, 'x')), HasSubstr("line 10"));
  write("batches.meta.txt", "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj");
  EXPECT_EQ(open(folder_)->origin().class_names.back(), "j");
}

}  // namespace
}  // namespace tandem
