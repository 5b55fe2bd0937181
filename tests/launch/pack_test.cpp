#include "launch/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/data/storage/data_set_file.h"
#include "launch/inspect_data.h"
#include "tests/support/error_message.h"
#include "tests/support/hostile_file.h"
#include "tests/support/idx_files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class PackTest : public testing::Test {
 protected:
  /// What a command that succeeds prints.
  template <class Command>
  static std::string output_of(const Command& command) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    try {
      EXPECT_EQ(command(), 0);
    } catch (const Error&) {
      testing::internal::GetCapturedStderr();
      testing::internal::GetCapturedStdout();
      throw;
    }
    testing::internal::GetCapturedStderr();
    return testing::internal::GetCapturedStdout();
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "packed.h5";
};

TEST_F(PackTest, PacksMnist) {
  write_idx_files(directory_.path(), 100, 20);
  const std::vector<std::string> arguments = {
      "mnist",  "--from", directory_.path().string(), "--output", path_.string(), "--valid", "15",
      "--seed", "7"};
  EXPECT_THAT(output_of([&] { return pack_command(arguments); }), HasSubstr(path_.string()));
  const DataSetFile file(path_);
  EXPECT_EQ(file.group("train").num_rows, 85);
  EXPECT_EQ(file.group("valid").num_rows, 15);
  EXPECT_EQ(file.group("test").num_rows, 20);
  EXPECT_EQ(file.origin().shuffle_seed, 7u);
  EXPECT_THAT(message_of<UsageError>([&] { pack_command(arguments); }), HasSubstr("--force"));
  std::vector<std::string> again = arguments;
  again.push_back("--force");
  output_of([&] { return pack_command(again); });
}

TEST_F(PackTest, InspectShowsWhatWasPacked) {
  output_of([&] {
    return pack_command({"sprites", "--count", "100", "--output", path_.string()});
  });
  const std::string text = output_of(
      [&] { return inspect_data_command(path_, std::filesystem::path(directory_ / "grid.png")); });
  EXPECT_THAT(
      text, AllOf(HasSubstr("sprites"), HasSubstr("(90, 64, 64, 1)"), HasSubstr("latents/classes"),
                  HasSubstr("float64"), HasSubstr("fletcher32"), HasSubstr("grid.png")));
  EXPECT_EQ(read_file(directory_ / "grid.png").substr(1, 3), "PNG");
}

TEST_F(PackTest, InspectRefusesAGridOfWhatIsNoImageAndNamesAMissingFile) {
  write_small_data_set(path_, {.num_train = 5, .image_shape = {12}});
  EXPECT_THAT(message_of<DataError>([&] {
                output_of([&] { return inspect_data_command(path_, directory_ / "grid.png"); });
              }),
              AllOf(HasSubstr("(12,)"), HasSubstr("(N, H, W, 3)")));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "grid.png"));
  EXPECT_THAT(
      message_of<FileError>([&] { inspect_data_command(directory_ / "none.h5", std::nullopt); }),
      HasSubstr("none.h5"));
}

TEST_F(PackTest, AHostileFileTakesNoMemory) {
  constexpr hsize_t kSide = 24576;
  write_small_data_set(path_, {.num_train = 1, .image_shape = {8, 8, 1}});
  HostileFile(path_).replace({.name = "/train/images",
                              .type = "uint8",
                              .sizes = {1, kSide, kSide, 1},
                              .limits = {1, kSide, kSide, 1},
                              .chunk = {1, kSide, kSide, 1},
                              .filters = {H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32},
                              .stored = std::string(64, 'x')});
  EXPECT_LT(std::filesystem::file_size(path_), 16384);
  const auto inspect = [&] {
    EXPECT_THROW(inspect_data_command(path_, directory_ / "grid.png"), DataError);
  };
  EXPECT_LT(peak_bytes_added(inspect), 32 << 20);
}

TEST_F(PackTest, ImagesTooLargeForAGridAreSaid) {
  write_small_data_set(path_, {.num_train = 1, .image_shape = {8192, 8193, 1}, .deflate_level = 1});
  EXPECT_THAT(message_of<DataError>([&] {
                output_of([&] { return inspect_data_command(path_, directory_ / "grid.png"); });
              }),
              AllOf(HasSubstr("too large for a grid"), HasSubstr("at most 64.0 MiB a row")));
}

TEST_F(PackTest, ChoosesRowsAndClassesAndChangesPixels) {
  write_idx_files(directory_.path(), 100, 20);
  output_of([&] {
    return pack_command({"mnist", directory_.path().string(), "--output", path_.string(), "--rows",
                         "10:50", "--test-rows", "0:10", "--classes", "7,3", "--invert"});
  });
  const DataSetFile file(path_);
  ASSERT_EQ(file.group("train").num_rows, 8);
  EXPECT_EQ(file.group("test").num_rows, 2);
  EXPECT_THAT(file.origin().class_names, testing::ElementsAre("7", "3"));
  EXPECT_EQ(file.origin().generator, "mnist, rows 10:50, test rows 0:10, classes 7 3, inverted");
  for (int64_t row = 0; row < 8; ++row) {
    int64_t label = -1, index = -1;
    std::vector<uint8_t> pixels(12);
    file.group("train").field("labels").read_rows(row, 1, &label);
    file.group("train").field("source_index").read_rows(row, 1, &index);
    file.group("train").field("images").read_rows(row, 1, pixels.data());
    EXPECT_EQ(index % 10, label == 0 ? 7 : 3);
    EXPECT_TRUE(index >= 10 && index < 50);
    EXPECT_EQ(pixels[5], 255 - static_cast<uint8_t>(idx_pixel(index, 5)));
  }
}

TEST_F(PackTest, ChoicesThatCannotBeMadeAreRefused) {
  write_idx_files(directory_.path(), 100, 20);
  const auto message = [&](const std::string& option, const std::string& value) {
    return message_of<UsageError>([&] {
      pack_command({"mnist", directory_.path().string(), "--output", path_.string(),
                    "--class-names", "zero,one,two,three,four,five,six,seven,eight,nine", option,
                    value});
    });
  };
  EXPECT_THAT(message("--classes", "one,tree"),
              AllOf(HasSubstr("'tree'"), HasSubstr("zero, one, two"), HasSubstr("mean 'three'")));
  EXPECT_THAT(message("--classes", "one,,two"), HasSubstr("empty name"));
  for (const char* range : {"", "5", "5:", ":5", "a:b", "1:2:3", " 1:2"}) {
    EXPECT_THAT(message("--rows", range), AllOf(HasSubstr("--rows"), HasSubstr("A:B")));
  }
  EXPECT_THAT(message("--test-rows", "0:21"), HasSubstr("B <= 20"));
  EXPECT_THAT(message("--rotate", "200"), HasSubstr("0 to 180"));
  EXPECT_THAT(message_of<UsageError>([&] {
                pack_command({"sprites", "--count", "20", "--output", path_.string(), "--classes",
                              "square"});
              }),
              HasSubstr("no classes"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PackTest, PairsOfADataSetAreShownSideBySide) {
  write_idx_files(directory_.path(), 100, 20);
  const std::filesystem::path pairs = directory_ / "pairs.h5";
  output_of([&] {
    return pack_command(
        {"mnist", directory_.path().string(), "--output", path_.string(), "--valid", "15"});
  });
  output_of([&] {
    return pack_command({"pairs", path_.string(), "--derive", "edges", "--output", pairs.string()});
  });
  const DataSetFile file(pairs);
  EXPECT_EQ(file.group("train").num_rows, 85);
  EXPECT_EQ(file.group("valid").num_rows, 15);
  EXPECT_EQ(file.group("test").num_rows, 20);
  EXPECT_EQ(file.origin().generator, "mnist, pairs with edges");
  output_of([&] { return inspect_data_command(pairs, directory_ / "pairs.png"); });
  const std::string png = read_file(directory_ / "pairs.png");
  // 64 tiles of 3 x 4 pixels, 8 in a row and 2 apart: the width and height of the header.
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\0\x26\0\0\0\x2e", 8));
}

TEST_F(PackTest, HelpListsFormatsAndTheirOptions) {
  EXPECT_THAT(output_of([] { return pack_command({"--help"}); }),
              AllOf(HasSubstr("mnist"), HasSubstr("cifar10"), HasSubstr("pairs")));
  EXPECT_THAT(output_of([] {
                return pack_command({"mnist", "--help"});
              }),
              AllOf(HasSubstr("--class-names"), HasSubstr("--rotate"), HasSubstr("--force")));
}

TEST_F(PackTest, CommandLinesThatCannotBeUnderstoodAreRefused) {
  const auto message = [](const std::vector<std::string>& arguments) {
    return message_of<UsageError>([&] { pack_command(arguments); });
  };
  EXPECT_THAT(message({}), HasSubstr("--help"));
  EXPECT_THAT(message({"jpeg"}), AllOf(HasSubstr("jpeg"), HasSubstr("mnist, cifar10, sprites")));
  EXPECT_THAT(message({"sprites", "--count", "20"}), HasSubstr("--output"));
  EXPECT_THAT(message({"sprites", "--cuont", "20"}), HasSubstr("cuont"));
  EXPECT_THAT(message({"sprites", "--count", "many"}), HasSubstr("count"));
  EXPECT_THAT(message({"sprites", "--output", "x.h5", "--deflate", "10"}), HasSubstr("0 to 9"));
}

}  // namespace
}  // namespace tandem
