#include "framework/runs/edited_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/digest.h"
#include "framework/core/files.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using testing_support::standard_error_of;

TEST(EditedConfiguration, IsNamedOnceTheRunWasStarted) {
  const TemporaryDirectory directory;
  const RunPaths run{directory.path()};
  const auto said = [&] {
    return standard_error_of([&] { warn_of_edited_configuration(run, RunManifest(run.root)); });
  };
  replace_file(run.config(), "a: 1\n");
  EXPECT_EQ(said(), "");
  RunFacts facts;
  facts.config_digest = digest_of("a: 1\n");
  RunManifest(run.root).start(facts, {.hosts = {"here"}, .devices = {"cpu"}});
  EXPECT_EQ(said(), "");
  replace_file(run.config(), "a: 3\n");
  EXPECT_THAT(said(), HasSubstr("config.yaml was edited"));
}

}  // namespace
}  // namespace tandem
