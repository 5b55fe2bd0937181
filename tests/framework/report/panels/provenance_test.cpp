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
using testing_support::record_of;

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
  EXPECT_THAT(panel, AllOf(HasSubstr("tandem train " + root + "/a/config.yaml --run " + root +
                                     "/a-again\n"),
                           Not(HasSubstr("tandem evaluate")), HasSubstr("tandem compare" + again),
                           HasSubstr("tandem report" + again)));
}

TEST(ProvenancePanel, MeasuresAgainAsItWasMeasured) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  make_run(directory / "b", {.seed = 2});
  EvaluationRecord record = record_of(100, 1, "10000");
  record.stamp.insert(record.stamp.end(), {{"weights", "raw"}, {"numerics", "exact"}});
  write_record(directory / "a", record);
  write_record(directory / "b", record);
  record.stamp = {{"split", "test"}, {"draws", "50"}, {"weights", "raw"}, {"numerics", "exact"}};
  write_record(directory / "a", record);
  record.stamp.back().second = "others";
  write_record(directory / "b", record);
  const Comparison comparison = grouped(collect_runs({directory.path()}), GroupBy::kConfiguration);
  const std::string panel = drawn_panel("Provenance", {.comparison = comparison});
  const std::string a = " " + (directory / "a-again").string();
  const std::string b = " " + (directory / "b-again").string();
  EXPECT_THAT(
      panel,
      AllOf(HasSubstr("tandem evaluate" + a + b +
                      " --split test --samples 10000 --likelihood-samples 50 --raw\n"),
            HasSubstr("tandem evaluate" + b + " --split test --likelihood-samples 50 --raw\n")));
}

TEST(ProvenancePanel, BranchesAgainFromTheParent) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  std::vector<CollectedRun> runs = collect_runs({directory.path()});
  runs.front().manifest.begin_branch({"parents/it's", 40}, "0011");
  runs.front().overrides = {"model.beta=2"};
  const Comparison comparison = grouped(std::move(runs), GroupBy::kConfiguration);
  EXPECT_THAT(drawn_panel("Provenance", {.comparison = comparison}),
              HasSubstr("tandem train --from &#39;parents/it&#39;\\&#39;&#39;s@40&#39; --run " +
                        (directory / "a-again").string() + " model.beta=2 steps=100\n"));
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
