#include "framework/core/error.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(ErrorTest, SaysEveryPart) {
  const Problem problem{.what = "unknown key 'stepz'",
                        .where = "vae.yaml:3:1",
                        .expected = "a known key",
                        .got = "stepz",
                        .advice = "Did you mean 'steps'?"};
  EXPECT_EQ(to_string(problem),
            "vae.yaml:3:1: unknown key 'stepz'; expected a known key, got stepz. "
            "Did you mean 'steps'?");
}

TEST(ErrorTest, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(to_string({.what = "no ranks"}), "no ranks");
  EXPECT_EQ(to_string({.what = "no ranks", .got = "0"}), "no ranks; got 0");
  EXPECT_EQ(to_string({.what = "no ranks", .expected = "1 or more"}),
            "no ranks; expected 1 or more");
}

TEST(ErrorTest, OneFullStopEndsASentence) {
  EXPECT_EQ(to_string({.what = "not begun", .got = "no ranks.", .advice = "Try again."}),
            "not begun; got no ranks. Try again.");
  EXPECT_EQ(to_string({.what = "It ended.", .advice = "Try again."}), "It ended. Try again.");
}

template <class ErrorType>
ExitCode exit_code_of() {
  try {
    throw ErrorType({.what = "something"});
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "something");
    return error.exit_code();
  }
}

TEST(ErrorTest, WhatATerminalWouldObeyIsWrittenOut) {
  EXPECT_EQ(to_string({.what = "is\nbroken", .where = "a\x1b[2J\x7f", .got = "\xc3\xa9"}),
            "a\\x1b[2J\\x7f: is\\x0abroken; got \xc3\xa9");
}

TEST(ErrorTest, ItemsHaveALineEachAndNoNameHasMore) {
  const Problem inner{.what = "has a wrong name", .got = "two\nlines", .items = {"inner"}};
  EXPECT_EQ(to_string({.what = "2 problems:",
                       .where = "run.yaml",
                       .advice = "Correct them.",
                       .items = {to_string(inner), "the other"}}),
            "run.yaml: 2 problems:\n  has a wrong name\n  inner; got two\\x0alines\n  the other. "
            "Correct them.");
}

TEST(ErrorTest, EveryKindEndsTheProgramWithItsOwnCode) {
  EXPECT_EQ(exit_code_of<UsageError>(), ExitCode{64});
  EXPECT_EQ(exit_code_of<ConfigError>(), ExitCode{65});
  EXPECT_EQ(exit_code_of<DataError>(), ExitCode{65});
  EXPECT_EQ(exit_code_of<CheckpointError>(), ExitCode{65});
  EXPECT_EQ(exit_code_of<FileError>(), ExitCode{74});
  EXPECT_EQ(exit_code_of<CommunicationError>(), ExitCode{76});
  EXPECT_EQ(exit_code_of<DivergedError>(), ExitCode{77});
}

}  // namespace
}  // namespace tandem
