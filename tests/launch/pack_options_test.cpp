#include "launch/pack_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/program_options/parsers.hpp>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace po = boost::program_options;

po::variables_map values_of(const std::vector<std::string>& arguments) {
  po::options_description options;
  add_pack_options(options);
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(options).run(), values);
  return values;
}

RowSelection selection(const std::vector<std::string>& arguments) {
  return row_selection(values_of(arguments), {"zero", "one", "two", "three"});
}

class PackOptionsTest : public ::testing::Test {
 protected:
  /// The arguments with the file as output.
  po::variables_map values(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.end(), {"--output", file_});
    return values_of(arguments);
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_ / "packed.h5";
};

TEST_F(PackOptionsTest, WithoutThemRowsStayWhatTheyAre) {
  const PackOptions options = pack_options(values());
  EXPECT_EQ(options.writer.path, file_);
  EXPECT_FALSE(options.writer.replace);
  EXPECT_EQ(options.writer.deflate_level, 0);
  EXPECT_EQ(options.seed, 0U);
  EXPECT_EQ(options.num_valid, 0);
  const RowSelection rows = selection({});
  EXPECT_FALSE(rows.train || rows.test);
  EXPECT_THAT(rows.classes, IsEmpty());
  const PixelChanges changes = pixel_changes(values());
  EXPECT_EQ(changes.rotate_degrees, 0);
  EXPECT_FALSE(changes.invert || changes.binarize);
}

TEST_F(PackOptionsTest, SayHowTheFileIsWritten) {
  replace_file(file_, "old");
  const PackOptions options =
      pack_options(values({"--force", "--deflate", "9", "--seed", "7", "--valid", "15"}));
  EXPECT_TRUE(options.writer.replace);
  EXPECT_EQ(options.writer.deflate_level, 9);
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.num_valid, 15);
}

TEST_F(PackOptionsTest, AFileThatCannotBeWrittenSoIsRefused) {
  const auto message = [](const po::variables_map& values) {
    return message_of<UsageError>([&] { pack_options(values); });
  };
  EXPECT_THAT(message(values_of({})), HasSubstr("--output is missing"));
  for (const std::string level : {"-1", "10"}) {
    EXPECT_THAT(message(values({"--deflate=" + level})),
                AllOf(HasSubstr("--deflate is unusable"), HasSubstr("0 to 9, got " + level)));
  }
  EXPECT_THAT(message(values_of({"--output", "packed.png"})), HasSubstr("expected FILE.h5"));
  replace_file(file_, "old");
  EXPECT_THAT(message(values()), HasSubstr("--force"));
}

TEST_F(PackOptionsTest, PixelsAreChangedByTheSeedOfTheFile) {
  const PixelChanges changes =
      pixel_changes(values({"--rotate", "30.5", "--invert", "--binarize", "--seed", "7"}));
  EXPECT_EQ(changes.rotate_degrees, 30.5);
  EXPECT_TRUE(changes.invert && changes.binarize);
  EXPECT_EQ(changes.seed, 7U);
}

TEST(PackedRows, AreARangeOfEachSplit) {
  const RowSelection rows = selection({"--rows", "10:50", "--test-rows", "0:7"});
  ASSERT_TRUE(rows.train && rows.test);
  EXPECT_EQ(rows.train->first, 10);
  EXPECT_EQ(rows.train->end, 50);
  EXPECT_EQ(rows.test->first, 0);
  EXPECT_EQ(rows.test->end, 7);
  EXPECT_FALSE(selection({"--test-rows", "0:7"}).train);
}

TEST(PackedRows, WhatIsNoRangeIsRefused) {
  for (const std::string range :
       {"", "5", "5:", ":5", "a:b", "1:2:3", " 1:2", "0:99999999999999999999"}) {
    for (const std::string option : {"--rows", "--test-rows"}) {
      EXPECT_THAT(message_of<UsageError>([&] {
                    selection({option, range});
                  }),
                  AllOf(HasSubstr(option + " is no range of rows"), HasSubstr("expected A:B, two")))
          << range;
    }
  }
}

TEST(PackedRows, ClassesAreNumberedInTheOrderInWhichTheyAreNamed) {
  EXPECT_THAT(selection({"--classes", "three,one"}).classes, ElementsAre(3, 1));
}

TEST(PackedRows, AClassThatThereIsNotIsRefusedWithTheNearest) {
  const auto message = [](const std::string& classes) {
    return message_of<UsageError>([&] { selection({"--classes", classes}); });
  };
  EXPECT_THAT(message("one,tree"),
              AllOf(HasSubstr("there is no class 'tree'"), HasSubstr("zero, one, two, three"),
                    HasSubstr("Did you mean 'three'?")));
  EXPECT_THAT(message("elephant"), Not(HasSubstr("Did you mean")));
  EXPECT_THAT(message("one,,two"), HasSubstr("--classes has an empty name"));
  EXPECT_THAT(message_of<UsageError>([] {
                row_selection(values_of({"--classes", "square"}), {});
              }),
              HasSubstr("no classes to choose from"));
}

}  // namespace
}  // namespace tandem
