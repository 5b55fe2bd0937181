#include "launch/worker/run_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/digest.h"
#include "tests/launch/worker/untrained_run.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing_support::UntrainedRun;
using Text = NamedTexts::value_type;

TEST(RunFacts, AreWhatTheConfigurationSaysOfTheRun) {
  const UntrainedRun run;
  const RunConfiguration configuration = run.new_run({"seed=7"});
  const RunFacts facts = run_facts(configuration, "images 00ff", "step 3");
  EXPECT_EQ(facts.name, "test");
  EXPECT_EQ(facts.seed, 7);
  EXPECT_EQ(facts.config_digest, digest_of(dump_yaml(configuration.section())));
  EXPECT_THAT(facts.options, Contains(Text("batch.size", "8")));
  EXPECT_EQ(facts.data_digests, "images 00ff");
  EXPECT_EQ(facts.networks, "step 3");
}

TEST(RunFacts, TheReductionSaysWhetherTheNumberOfRanksMatters) {
  const UntrainedRun run;
  const RunFacts ordered = run_facts(run.new_run(), "", "");
  EXPECT_EQ(ordered.reduction, "ordered");
  EXPECT_TRUE(ordered.rank_count_invariant);
  const RunFacts native = run_facts(run.new_run({"reduction=native"}), "", "");
  EXPECT_EQ(native.reduction, "native");
  EXPECT_FALSE(native.rank_count_invariant);
}

TEST(RunStart, NamesThePlaceOfEveryRankAndAllVersions) {
  const std::vector<RankPlace> places = {
      {.host = "a", .device = "cpu", .gpu = "", .uuid = ""},
      {.host = "b", .device = "cuda:0", .gpu = "H200", .uuid = "GPU-1"}};
  const RunStart start = run_start(places, "exact", {{"NCCL", "2.20"}}, 40);
  EXPECT_THAT(start.hosts, ElementsAre("a", "b"));
  EXPECT_THAT(start.devices, ElementsAre("cpu, on a", "cuda:0, H200 (GPU-1), on b"));
  EXPECT_EQ(start.numerics, "exact");
  EXPECT_EQ(start.start_step, 40);
  EXPECT_EQ(start.cause, "");
  EXPECT_EQ(start.versions.back(), Text("NCCL", "2.20"));
  for (const auto& [name, version] : start.versions) EXPECT_NE(version, "") << name;
  EXPECT_THAT(run_start({}, "", {}, 0).hosts, IsEmpty());
}

TEST(BuildIdentity, IsThatOfTheProgram) {
  const NamedTexts versions = run_start({}, "", {}, 0).versions;
  EXPECT_EQ(build_identity(), text_under(versions, "tandem") + " (" +
                                  text_under(versions, "build") + ", program " +
                                  digest_of_file("/proc/self/exe").substr(0, 12) + ")");
}

TEST(DataPaths, AreThoseOfAllSources) {
  const TemporaryDirectory directory;
  const auto yaml = directory / "two.yaml";
  replace_file(yaml,
               "name: two\nsteps: 5\nmodel: {family: cyclegan}\n"
               "data: {sources: {a: {path: x/a.h5}, b: {path: b.h5}}}\n");
  EXPECT_EQ(data_paths(RunConfiguration::load(yaml, {}, all_families())), "x/a.h5, b.h5");
}

}  // namespace
}  // namespace tandem
