// Panel "Provenance".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/drawn_panel.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::drawn_panel;
using testing_support::make_run;

TEST(ProvenancePanel, MakesRunsAgainBesideThoseThatAreThere) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  make_run(directory / "it's b", {.seed = 2});
  const auto runs = collect_runs({directory / "a", directory / "it's b/"});
  const std::string root = directory.path().string();
  const Comparison comparison = grouped(runs, GroupBy::kConfiguration);
  const std::string panel = drawn_panel("Provenance", {.comparison = comparison});
  const std::string again =
      " " + root + "/a-again &#39;" + root + "/it&#39;\\&#39;&#39;s b-again&#39;";
  EXPECT_THAT(
      panel,
      AllOf(HasSubstr("tandem train " + root + "/a/config.yaml --run " + root + "/a-again\n"),
            HasSubstr("tandem evaluate" + again), HasSubstr("tandem compare" + again),
            HasSubstr("tandem report" + again)));
}

TEST(ProvenancePanel, HasFactsThatOnlySomeRunsHave) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  make_run(directory / "b", {.seed = 2});
  RunManifest manifest(directory / "b");
  manifest.start(manifest.facts(), {.hosts = {"here"}, .versions = {{"sorcery", "7.1"}}});
  const Comparison comparison = grouped(collect_runs({directory.path()}), GroupBy::kConfiguration);
  EXPECT_THAT(drawn_panel("Provenance", {.comparison = comparison}),
              AllOf(HasSubstr("version of sorcery"), HasSubstr("7.1")));
}

}  // namespace
}  // namespace tandem
