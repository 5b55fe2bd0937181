#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <numeric>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/idx_files.h"
#include "tests/support/open_source.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

std::unique_ptr<RowSource> open_mnist(const std::vector<std::string>& arguments) {
  return open_source("mnist", arguments);
}

class MnistTest : public testing::Test {
 protected:
  MnistTest() { write_idx_files(directory_.path(), 25, 12); }

  std::string refusal(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"--from", directory_.path().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return message_of<Error>([&] { open_mnist(arguments); });
  }

  TemporaryDirectory directory_;
};

TEST_F(MnistTest, ReadsImagesAndLabels) {
  const auto source = open_mnist({"--from", directory_.path().string()});
  EXPECT_EQ(source->rows(Split::kTrain).size(), 25u);
  EXPECT_EQ(source->rows(Split::kTest).size(), 12u);
  ASSERT_EQ(source->fields().size(), 2u);
  EXPECT_EQ(source->fields()[0].shape, (std::vector<int64_t>{4, 3, 1}));
  const DataSetOrigin origin = source->origin();
  EXPECT_EQ(origin.class_names.size(), 10u);
  ASSERT_EQ(origin.source_digests.size(), 4u);
  EXPECT_EQ(origin.source_digests[0].first, "train-images-idx3-ubyte.gz");
  EXPECT_EQ(origin.source_digests[0].second,
            digest_of_file(directory_ / "train-images-idx3-ubyte.gz"));
  std::vector<std::byte> image(12);
  int64_t label = -1;
  std::byte* fields[] = {image.data(), reinterpret_cast<std::byte*>(&label)};
  source->read_row(Split::kTrain, 23, fields);
  EXPECT_EQ(label, 3);
  EXPECT_EQ(static_cast<char>(image[7]), idx_pixel(23, 7));
}

TEST_F(MnistTest, ADotMayStandBeforeTheFormat) {
  for (const char* name : {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                           "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    std::string other = name;
    other[other.find("-idx")] = '.';
    fs::rename(directory_ / name, directory_ / other);
  }
  const auto source = open_mnist({"--from", directory_.path().string()});
  EXPECT_EQ(source->rows(Split::kTrain).size(), 25u);
  EXPECT_EQ(source->rows(Split::kTest).size(), 12u);
  EXPECT_EQ(source->origin().source_digests[0].first, "train-images.idx3-ubyte.gz");
}

TEST_F(MnistTest, AFileThatCannotBeExaminedIsNamed) {
  // A link to itself leads nowhere, and is there nonetheless.
  fs::create_symlink("t10k-images-idx3-ubyte.gz", directory_ / "t10k-images-idx3-ubyte.gz");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("t10k-images-idx3-ubyte.gz: "), HasSubstr("--from")));
}

TEST_F(MnistTest, AMissingFileIsNamed) {
  fs::remove(directory_ / "t10k-labels-idx1-ubyte");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("t10k-labels"), HasSubstr("--from")));
  EXPECT_THAT(message_of<UsageError>([] { open_mnist({}); }), HasSubstr("--from"));
}

TEST_F(MnistTest, LabelsThatDoNotMatchAreRefused) {
  replace_file(directory_ / "t10k-labels-idx1-ubyte", idx_bytes({11}, std::string(11, '\1')));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("12 labels"), HasSubstr("got 11")));
}

TEST_F(MnistTest, LabelsOutOfRangeAreRefused) {
  EXPECT_THAT(refusal({"--class-names", "a,b,c"}),
              AllOf(HasSubstr("label 3"), HasSubstr("0 to 2"), HasSubstr("--class-names")));
  EXPECT_THAT(refusal({"--class-names", "a,,c"}), HasSubstr("empty name"));
}

TEST_F(MnistTest, ImagesOfDifferentSizesAreRefused) {
  replace_file(directory_ / "t10k-images-idx3-ubyte", idx_bytes({12, 3, 4}, std::string(144, 'x')));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("4x3"), HasSubstr("3x4")));
}

TEST(RealMnist, HasTheImagesAndLabelsEverybodyKnows) {
  const char* folder = std::getenv("TANDEM_TEST_DATA");
  const fs::path mnist = fs::path(folder ? folder : "../shared/data") / "mnist";
  const fs::path fallback = fs::path(__FILE__).parent_path() / "../../../shared/data/mnist";
  const fs::path from = fs::exists(mnist) ? mnist : fallback;
  const TemporaryDirectory directory;
  if (!fs::exists(from)) {
    std::cout << "no real MNIST at " << mnist << ": written IDX files are read instead\n";
    write_idx_files(directory.path(), 60000, 10000);
  }
  const auto source =
      open_mnist({"--from", fs::exists(from) ? from.string() : directory.path().string()});
  ASSERT_EQ(source->rows(Split::kTrain).size(), 60000u);
  ASSERT_EQ(source->rows(Split::kTest).size(), 10000u);
  std::vector<std::byte> image(
      static_cast<size_t>(source->fields()[0].shape[0] * source->fields()[0].shape[1]));
  std::vector<int64_t> labels(10);
  double sum = 0.0;
  for (int64_t row = 0; row < 60000; ++row) {
    int64_t label = 0;
    std::byte* fields[] = {image.data(), reinterpret_cast<std::byte*>(&label)};
    source->read_row(Split::kTrain, row, fields);
    if (row < 10) labels[static_cast<size_t>(row)] = label;
    for (std::byte value : image) sum += std::to_integer<int>(value);
  }
  if (!fs::exists(from)) {
    EXPECT_EQ(labels, (std::vector<int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    return;
  }
  EXPECT_EQ(labels, (std::vector<int64_t>{5, 0, 4, 1, 9, 2, 1, 3, 1, 4}));
  EXPECT_NEAR(sum / 60000.0 / 784.0 / 255.0, 0.1307, 5e-5);
}

}  // namespace
}  // namespace tandem
