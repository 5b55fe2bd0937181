#include "launch/data_inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/data/storage/data_set_file.h"
#include "tests/launch/called_command.h"
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
using testing_support::call_command;
using testing_support::output_of;

class DataInspection : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "packed.h5";
};

TEST_F(DataInspection, ShowsWhatWasPacked) {
  output_of([&] {
    call_command("pack", {"sprites", "--count", "100", "--output", path_.string()});
  });
  const std::string text =
      output_of([&] { inspect_data_set(path_, std::filesystem::path(directory_ / "grid.png")); });
  EXPECT_THAT(
      text, AllOf(HasSubstr("sprites"), HasSubstr("(90, 64, 64, 1)"), HasSubstr("latents/classes"),
                  HasSubstr("float64"), HasSubstr("fletcher32"), HasSubstr("grid.png")));
  EXPECT_EQ(read_file(directory_ / "grid.png").substr(1, 3), "PNG");
}

TEST_F(DataInspection, RefusesAGridOfWhatIsNoImageAndNamesAMissingFile) {
  write_small_data_set(path_, {.num_train = 5, .image_shape = {12}});
  EXPECT_THAT(message_of<DataError>(
                  [&] { output_of([&] { inspect_data_set(path_, directory_ / "grid.png"); }); }),
              AllOf(HasSubstr("(12,)"), HasSubstr("(N, H, W, 3)")));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "grid.png"));
  EXPECT_THAT(
      message_of<FileError>([&] { inspect_data_set(directory_ / "none.h5", std::nullopt); }),
      HasSubstr("none.h5"));
}

TEST_F(DataInspection, AHostileFileTakesNoMemory) {
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
    EXPECT_THROW(inspect_data_set(path_, directory_ / "grid.png"), DataError);
  };
  EXPECT_LT(peak_bytes_added(inspect), 32 << 20);
}

TEST_F(DataInspection, ImagesTooLargeForAGridAreSaid) {
  write_small_data_set(path_, {.num_train = 1, .image_shape = {8192, 8193, 1}, .deflate_level = 1});
  EXPECT_THAT(message_of<DataError>(
                  [&] { output_of([&] { inspect_data_set(path_, directory_ / "grid.png"); }); }),
              AllOf(HasSubstr("too large for a grid"), HasSubstr("at most 64.0 MiB a row")));
}

TEST_F(DataInspection, PairsOfADataSetAreShownSideBySide) {
  write_idx_files(directory_.path(), 100, 20);
  const std::filesystem::path pairs = directory_ / "pairs.h5";
  output_of([&] {
    call_command(
        "pack", {"mnist", directory_.path().string(), "--output", path_.string(), "--valid", "15"});
  });
  output_of([&] {
    call_command("pack",
                 {"pairs", path_.string(), "--derive", "edges", "--output", pairs.string()});
  });
  const DataSetFile file(pairs);
  EXPECT_EQ(file.group("train").num_rows, 85);
  EXPECT_EQ(file.group("valid").num_rows, 15);
  EXPECT_EQ(file.group("test").num_rows, 20);
  EXPECT_EQ(file.origin().generator, "mnist, pairs with edges");
  output_of([&] { inspect_data_set(pairs, directory_ / "pairs.png"); });
  const std::string png = read_file(directory_ / "pairs.png");
  // 64 tiles of 3 x 4 pixels, 8 in a row and 2 apart: the width and height of the header.
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\0\x26\0\0\0\x2e", 8));
}

}  // namespace
}  // namespace tandem
