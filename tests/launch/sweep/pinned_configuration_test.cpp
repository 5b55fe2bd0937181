#include "launch/sweep/pinned_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class PinnedConfigurationTest : public ::testing::Test {
 protected:
  /// What is said of a copy that holds this.
  std::string message(const std::string& text) const {
    replace_file(file_, text);
    return message_of<ConfigError>([this] { check_pinned(sweep()); });
  }
  SweepDefinition sweep() const {
    SweepDefinition sweep;
    sweep.families = {{.label = "vae", .config = file_}};
    return sweep;
  }

  TemporaryDirectory temporary_;
  std::filesystem::path file_ = temporary_ / "vae.yaml";
  std::string yaml_ = "model:\n  family: vae\nsteps: 100\n";
};

TEST_F(PinnedConfigurationTest, IsReadAsTheConfigurationItself) {
  replace_file(file_, pinned(yaml_));
  EXPECT_NO_THROW(check_pinned(sweep()));
  EXPECT_EQ(read_yaml_file(file_).find("steps")->text, "100");
}

TEST_F(PinnedConfigurationTest, AnyChangeIsFound) {
  const std::string text = pinned(yaml_);
  std::string edited = text;
  edited.replace(edited.find("100"), 3, "200");
  for (const std::string& changed : {edited, text + "seed: 2\n", text.substr(0, text.size() - 1),
                                     text.substr(0, text.find('\n'))}) {
    EXPECT_THAT(message(changed), AllOf(HasSubstr(file_), HasSubstr("changed"))) << changed;
  }
}

TEST_F(PinnedConfigurationTest, WhatEarlierSweepsKeepIsTakenAsItIs) {
  replace_file(file_, yaml_);
  EXPECT_NO_THROW(check_pinned(sweep()));
}

}  // namespace
}  // namespace tandem
