// Panel "Configuration".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/digest.h"
#include "tests/support/drawn_panel.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing_support::drawn_panel;
using testing_support::make_run;

std::string configuration_of(const std::filesystem::path& directory,
                             GroupBy by = GroupBy::kConfiguration) {
  const Comparison comparison = grouped(collect_runs({directory}), by);
  return drawn_panel("Configuration", {.comparison = comparison});
}

/// A row of a table, as far as its first cells go.
std::string row_of(const std::string& name, const std::vector<std::string>& cells) {
  std::string row = "<th scope=\"row\"><bdi>" + name + "</bdi></th>";
  for (const std::string& cell : cells) row += "<td><bdi>" + cell + "</bdi></td>";
  return row;
}

TEST(ConfigurationPanel, HasWhatDiffersAndNothingElse) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.beta = "4.0"});
  make_run(directory / "b", {.beta = "1.0"});
  make_run(directory / "c", {.seed = 2, .beta = "1.0"});
  EXPECT_THAT(configuration_of(directory.path()),
              AllOf(HasSubstr(row_of("model.beta", {"4.0", "1.0"})), Not(HasSubstr("widths")),
                    Not(HasSubstr("seed"))));
}

TEST(ConfigurationPanel, OfFamiliesHasWhatAllOfTheirRunsHave) {
  const TemporaryDirectory directory;
  const std::string first(30, '1');
  const std::string second(30, '2');
  make_run(directory / "a", {.family = "first", .beta = "4.0"});
  make_run(directory / "b", {.family = "first", .beta = "1.0"});
  make_run(directory / "c", {.family = "second", .beta = first});
  make_run(directory / "d", {.family = "second", .beta = second});
  EXPECT_THAT(configuration_of(directory.path(), GroupBy::kFamily),
              HasSubstr(row_of("model.beta", {"4.0, 1.0", "several"})));
}

TEST(ConfigurationPanel, HasDataAndOriginWhereTheseAloneDiffer) {
  const TemporaryDirectory directory;
  const std::string data = "images fedcba9876543210 ";
  make_run(directory / "a");
  EXPECT_THAT(configuration_of(directory.path()), IsEmpty());
  make_run(directory / "b", {.data = data});
  EXPECT_THAT(configuration_of(directory.path()),
              AllOf(HasSubstr("<bdi>data</bdi>"), HasSubstr(digest_of(data).substr(0, 8))));
  make_run(directory / "c");
  RunManifest(directory / "c").begin_branch({directory / "a", 40}, "0011");
  EXPECT_THAT(configuration_of(directory.path()),
              AllOf(HasSubstr("<bdi>from</bdi>"), HasSubstr("@40")));
}

}  // namespace
}  // namespace tandem
