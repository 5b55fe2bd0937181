// Panel "Provenance".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/reproduction.h"
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
using testing_support::record_of;

TEST(ProvenancePanel, SaysHowToMakeItAgainWhereSomebodyDoes) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  const Comparison comparison = grouped(collect_runs({directory.path()}), GroupBy::kConfiguration);
  const Reproduction again{.commands = {"train 'a\nb'", "compare <a>"}, .note = "Say the rest."};
  EXPECT_THAT(drawn_panel("Provenance", {.comparison = comparison, .again = &again}),
              AllOf(HasSubstr("the same bits. Say the rest.</p>"),
                    HasSubstr("<code>train &#39;a\\x0ab&#39;\ncompare &lt;a&gt;</code>")));
  EXPECT_THAT(drawn_panel("Provenance", {.comparison = comparison}), Not(HasSubstr("again")));
}

TEST(ProvenancePanel, HasTheDigestsOfAllWeightsOfAStep) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  EvaluationRecord record = record_of(100, 1);
  record.stamp.emplace_back("weights", "raw");
  record.weights = "00aa";
  write_record(directory / "a", record);
  record.stamp.back().second = "averaged";
  record.weights = "00bb";
  write_record(directory / "a", record);
  const Comparison comparison = grouped(collect_runs({directory.path()}), GroupBy::kConfiguration);
  EXPECT_THAT(drawn_panel("Provenance", {.comparison = comparison}),
              AllOf(HasSubstr("<td><bdi>raw</bdi></td><td><bdi>00aa</bdi></td>"),
                    HasSubstr("<td><bdi>averaged</bdi></td><td><bdi>00bb</bdi></td>")));
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
