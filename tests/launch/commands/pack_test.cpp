// `tandem pack` in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/data/storage/data_set_file.h"
#include "tests/launch/called_command.h"
#include "tests/support/error_message.h"
#include "tests/support/idx_files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_support::call_command;
using testing_support::output_of;

ExitCode pack(const Arguments& arguments) { return call_command("pack", arguments); }

class PackTest : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "packed.h5";
};

TEST_F(PackTest, PacksMnist) {
  write_idx_files(directory_.path(), 100, 20);
  const std::vector<std::string> arguments = {
      "mnist",  "--from", directory_.path().string(), "--output", path_.string(), "--valid", "15",
      "--seed", "7"};
  EXPECT_THAT(output_of([&] { EXPECT_EQ(pack(arguments), ExitCode::kDone); }),
              HasSubstr(path_.string()));
  const DataSetFile file(path_);
  EXPECT_EQ(file.group("train").num_rows, 85);
  EXPECT_EQ(file.group("valid").num_rows, 15);
  EXPECT_EQ(file.group("test").num_rows, 20);
  EXPECT_EQ(file.origin().shuffle_seed, 7u);
  EXPECT_THAT(message_of<UsageError>([&] { pack(arguments); }), HasSubstr("--force"));
  std::vector<std::string> again = arguments;
  again.push_back("--force");
  output_of([&] { EXPECT_EQ(pack(again), ExitCode::kDone); });
}

TEST_F(PackTest, ChoosesRowsAndClassesAndChangesPixels) {
  write_idx_files(directory_.path(), 100, 20);
  output_of([&] {
    pack({"mnist", directory_.path().string(), "--output", path_.string(), "--rows", "10:50",
          "--test-rows", "0:10", "--classes", "7,3", "--invert"});
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
      pack({"mnist", directory_.path().string(), "--output", path_.string(), option, value});
    });
  };
  EXPECT_THAT(message("--test-rows", "0:21"), HasSubstr("B <= 20"));
  EXPECT_THAT(message("--rotate", "200"), HasSubstr("0 to 180"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PackTest, HelpListsFormatsAndTheirOptions) {
  EXPECT_THAT(output_of([] { pack({"--help"}); }),
              AllOf(HasSubstr("mnist"), HasSubstr("cifar10"), HasSubstr("pairs")));
  EXPECT_THAT(output_of([] {
                pack({"mnist", "--help"});
              }),
              AllOf(HasSubstr("Usage: tandem pack mnist [--from] DIR --output FILE.h5 [options]\n"),
                    HasSubstr("--class-names"), HasSubstr("--rotate"), HasSubstr("--force")));
  EXPECT_THAT(output_of([] {
                pack({"sprites", "--cuont", "20", "--help"});
              }),
              HasSubstr("Usage: tandem pack sprites {--count N | --all} "));
}

TEST_F(PackTest, CommandLinesThatCannotBeUnderstoodAreRefused) {
  const auto message = [](const std::vector<std::string>& arguments) {
    return message_of<UsageError>([&] { pack(arguments); });
  };
  EXPECT_THAT(message({}), HasSubstr("--help"));
  EXPECT_THAT(message({"jpeg"}), AllOf(HasSubstr("jpeg"), HasSubstr("cifar10, images, mnist")));
  EXPECT_THAT(message({"imges", "x"}),
              AllOf(HasSubstr("'imges'"), HasSubstr("Did you mean 'images'?")));
  EXPECT_THAT(message({"--siez", "64", "images"}),
              AllOf(HasSubstr("before the options"), HasSubstr("got --siez")));
  EXPECT_THAT(message({"sprites", "--cuont", "20"}), HasSubstr("Did you mean '--count'?"));
  EXPECT_THAT(message({"images", "x", "--siez", "64"}), HasSubstr("Did you mean '--size'?"));
  EXPECT_THAT(message({"sprites", "--count", "many"}),
              AllOf(HasSubstr("count"), HasSubstr("`tandem pack sprites --help` shows the usage")));
  EXPECT_THAT(message({"sprites", "x", "--all"}), HasSubstr("positional"));
  EXPECT_THAT(message({"images", "x", "y"}), HasSubstr("positional"));
}

}  // namespace
}  // namespace tandem
