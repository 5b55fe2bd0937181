#include "launch/sweep/sweep_families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SweepDefinition two_families() {
  SweepDefinition sweep;
  sweep.families = {{.label = "a", .config = "a.yaml"}, {.label = "b", .config = "b.yaml"}};
  sweep.space.parameters = {
      {.name = kFamilyParameter, .distribution = categorical({"a", "b"}), .keys = {}}};
  return sweep;
}

TEST(SweepFamilies, ARunIsMeasuredAsOftenAsItsConfigurationSays) {
  const auto length = [](const std::string& yaml) {
    return run_length({.yaml = yaml, .name = "x", .steps = 80});
  };
  EXPECT_EQ(length("evaluation:\n  every: 4\nsteps: 80\n"),
            (RunLength{.steps = 80, .evaluation_every = 4}));
  EXPECT_EQ(length("steps: 80\n"), (RunLength{.steps = 80, .evaluation_every = 0}));
}

TEST(SweepFamilies, OnlyWhatIsAcceptedHasFacts) {
  const ResolvedRun accepted{.yaml = "evaluation: {every: 10}\n",
                             .name = "x",
                             .steps = 100,
                             .micro_batches = 8,
                             .device = DeviceKind::kCuda,
                             .live_options = {"steps", "model.beta"},
                             .live_above_zero = {"model.beta"}};
  const auto facts = facts_of(two_families(), {std::nullopt, accepted});
  ASSERT_EQ(facts.size(), 1U);
  const FamilyFacts& of_b = facts.at("b");
  EXPECT_EQ(of_b.steps, 100);
  EXPECT_EQ(of_b.evaluation_every, 10);
  EXPECT_EQ(of_b.micro_batches, 8);
  EXPECT_TRUE(of_b.trains_on_gpus);
  EXPECT_THAT(of_b.live_options, ElementsAre("steps", "model.beta"));
  EXPECT_THAT(of_b.live_above_zero, ElementsAre("model.beta"));
}

TEST(SweepFamilies, AFamilyOnACpuTrainsOnNoGpu) {
  const ResolvedRun run{.yaml = "steps: 5\n", .name = "x", .steps = 5, .num_gpus = 2};
  EXPECT_FALSE(facts_of(two_families(), {run, run}).at("a").trains_on_gpus);
}

TEST(SweepFamilies, SettingsAreCalledAsTheUserWroteThem) {
  SweepDefinition sweep = two_families();
  sweep.metric = "test/los";
  const FamilyProbes probes{
      .settings = {},
      .parameters = {{"model.beta=8", "a:model.beta"}, {"rate=1", "rates"}, {"x=1", "x"}}};
  const auto names =
      names_of_settings(sweep, probes,
                        {.metric = "s: sweep.metric",
                         .parameters = {{"a:model.beta", "s: beta"}, {"rates", "s: rates"}}});
  EXPECT_THAT(names, ElementsAre(std::pair("checkpoint.best=test/los", "s: sweep.metric"),
                                 std::pair("model.beta=8", "s: beta"),
                                 std::pair("rate=1", "s: rates (rate)")));
}

TEST(SweepFamilies, OfConfigurationsThatAreNotThereNobodyIsAsked) {
  const TemporaryDirectory empty;
  SweepDefinition sweep = two_families();
  for (SweepFamily& family : sweep.families) family.config = empty / family.config;
  for (const bool asks_for_ends : {false, true}) {
    const FamilyAnswers answers = ask_families(sweep, asks_for_ends);
    ASSERT_EQ(answers.families.size(), 2U);
    EXPECT_FALSE(answers.families[0] || answers.families[1]);
    EXPECT_THAT(answers.refused, IsEmpty());
    EXPECT_TRUE(answers.accepts_ends);
    EXPECT_FALSE(answers.unread);
  }
}

}  // namespace
}  // namespace tandem
