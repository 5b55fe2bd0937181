#include "framework/sweep/virtual_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/framework/sweep/played_sweep.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_support::played;
using testing_support::played_definition;
using testing_support::played_lengths;
using testing_support::played_result;
using testing_support::scattered;
using testing_support::text_of;

VirtualSweep begun(const SweepDefinition& definition) {
  VirtualSweep sweep(definition, played_lengths(), scattered);
  sweep.extend(definition.trials);
  return sweep;
}

class AnyScheduler : public ::testing::TestWithParam<const char*> {};

TEST_P(AnyScheduler, DecidesAlikeAtAnyParallelismAndOrder) {
  SweepDefinition definition = played_definition(GetParam(), 40);
  if (definition.scheduler.kind != "population") definition.seeds = {1, 2};
  VirtualSweep alone = begun(definition);
  const std::string expected = text_of(played(alone, 1, 0));
  EXPECT_THAT(alone.state().trials, SizeIs(40));
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    for (const size_t slots : {1, 2, 4}) {
      VirtualSweep other = begun(definition);
      EXPECT_EQ(text_of(played(other, slots, seed)), expected) << slots << " slots";
    }
  }
}

TEST_P(AnyScheduler, GoesOnFromWhatWasKnownAtAnyMoment) {
  const SweepDefinition definition = played_definition(GetParam(), 24);
  VirtualSweep whole = begun(definition);
  const std::string expected = text_of(played(whole, 4, 3));
  std::vector<std::pair<JobKey, JobResult>> known;
  for (bool ended = false; !ended;) {
    VirtualSweep again = begun(definition);
    for (const auto& [key, result] : known) again.learn(key, result);
    std::vector<SweepChange> changes = again.advance();
    const std::vector<TrialJob> jobs = again.jobs();
    ended = jobs.empty();
    if (!ended) known.emplace_back(jobs.back().key, played_result(again.state(), jobs.back()));
    EXPECT_TRUE(expected.starts_with(text_of(changes)));
    if (!ended) continue;
    EXPECT_EQ(text_of(changes), expected);
  }
}

TEST_P(AnyScheduler, InOrderOfArrivalAReplayDecidesAlike) {
  SweepDefinition definition = played_definition(GetParam(), 24);
  definition.order = DecisionOrder::kArrival;
  VirtualSweep live = begun(definition);
  std::vector<SweepChange> changes = live.advance();
  std::mt19937 random(5);
  std::vector<std::pair<JobKey, JobResult>> known;
  for (auto jobs = live.jobs(); !jobs.empty(); jobs = live.jobs()) {
    const TrialJob job = jobs[random() % jobs.size()];
    known.emplace_back(job.key, played_result(live.state(), job));
    live.learn(job.key, known.back().second);
    for (const SweepChange& change : live.advance()) changes.push_back(change);
  }
  VirtualSweep replayed = begun(definition);
  for (const auto& [key, result] : known) replayed.learn(key, result);
  EXPECT_EQ(text_of(replayed.advance()), text_of(changes));
}

INSTANTIATE_TEST_SUITE_P(All, AnyScheduler,
                         ::testing::Values("none", "median", "halving", "population"),
                         [](const auto& test) { return std::string(test.param); });

TEST(VirtualSweep, KeepsItsWorkersBusyAndNoMore) {
  SweepDefinition definition = played_definition("none", 10);
  definition.workers = 3;
  VirtualSweep sweep = begun(definition);
  EXPECT_THAT(sweep.jobs(), IsEmpty());
  sweep.advance();
  ASSERT_THAT(sweep.jobs(), SizeIs(3));
  EXPECT_EQ(sweep.jobs().front().key, (JobKey{.trial = 0, .seed = 1, .until = 1600}));
  // The second to begin has ended, but the first decides what is known when.
  const TrialJob second = sweep.jobs()[1];
  sweep.learn(second.key, played_result(sweep.state(), second));
  EXPECT_THAT(sweep.advance(), IsEmpty());
  EXPECT_THAT(sweep.jobs(), SizeIs(2));
}

TEST(VirtualSweep, CheaperFamiliesEndEarlier) {
  SweepDefinition definition = played_definition("none", 3);
  definition.workers = 2;
  definition.families = {{.label = "slow", .config = "s.yaml", .cost = 3},
                         {.label = "quick", .config = "q.yaml"}};
  VirtualSweep sweep(definition, {{1600, 100}, {1600, 100}}, [](const SamplerRequest& request) {
    return Assignment{{"x", 0.5}, {"family", request.number == 0 ? 0.0 : 1.0}};
  });
  sweep.extend(3);
  sweep.advance();
  ASSERT_THAT(sweep.jobs(), SizeIs(2));
  EXPECT_EQ(sweep.jobs().front().key.trial, 1);
}

TEST(VirtualSweep, AValueIsThatOfAllSeeds) {
  SweepDefinition definition = played_definition("none", 1);
  definition.seeds = {1, 2, 6};
  VirtualSweep sweep = begun(definition);
  played(sweep, 1, 0);
  const Trial& trial = sweep.state().trials.front();
  EXPECT_NEAR(*trial.value, std::abs(trial.parameters.at("x") - 0.3) + 10.0 / 1600 + 0.03, 1e-12);
  EXPECT_THAT(trial.values, SizeIs(16));
  definition.summary = SeedSummary::kMedian;
  VirtualSweep by_median = begun(definition);
  played(by_median, 1, 0);
  EXPECT_NEAR(*by_median.state().trials.front().value, *trial.value - 0.01, 1e-12);
}

TEST(VirtualSweep, OtherSeedsMayWaitForTheLastRung) {
  SweepDefinition definition = played_definition("halving", 4);
  definition.workers = 8;
  definition.seeds = {1, 2};
  definition.seeds_from_last = true;
  VirtualSweep sweep = begun(definition);
  sweep.advance();
  EXPECT_THAT(sweep.jobs(), SizeIs(4));
  std::vector<TrialJob> done;
  for (auto jobs = sweep.jobs(); !jobs.empty(); jobs = sweep.jobs()) {
    done.push_back(jobs.front());
    sweep.learn(jobs.front().key, played_result(sweep.state(), jobs.front()));
    sweep.advance();
  }
  EXPECT_THAT(done, SizeIs(5));  // one goes on to its second rung, and no further
  definition.scheduler.kind = "none";
  definition.trials = 1;
  VirtualSweep whole = begun(definition);
  whole.advance();
  ASSERT_THAT(whole.jobs(), SizeIs(2));
  EXPECT_EQ(whole.jobs()[1].start_step, 0);
}

TEST(VirtualSweep, ATrialThatDivergesIsPrunedAndInfeasible) {
  const SweepDefinition definition = played_definition("none", 1);
  VirtualSweep sweep(definition, played_lengths(), [](const SamplerRequest&) {
    return Assignment{{"x", 0.99}};
  });
  sweep.extend(1);
  const auto changes = played(sweep, 1, 0);
  EXPECT_EQ(sweep.state().trials.front().state, TrialState::kPruned);
  EXPECT_TRUE(sweep.state().trials.front().is_infeasible);
  EXPECT_THAT(changes, Contains(Field(&SweepChange::kind, SweepChange::Kind::kDiverged)));
}

TEST(VirtualSweep, MoreTrialsFollowWhenTheOthersHaveEnded) {
  const SweepDefinition definition = played_definition("halving", 8);
  VirtualSweep sweep = begun(definition);
  const std::string first = text_of(played(sweep, 2, 1));
  EXPECT_THAT(sweep.jobs(), IsEmpty());
  sweep.extend(12);
  const std::string then = text_of(played(sweep, 2, 2));
  EXPECT_THAT(sweep.state().trials, SizeIs(12));
  VirtualSweep at_once = begun(definition);
  at_once.extend(12);
  EXPECT_EQ(text_of(played(at_once, 4, 9)), first + then);
}

TEST(VirtualSweep, APausedTrialGoesOnByHand) {
  const SweepDefinition definition = played_definition("halving", 3);
  VirtualSweep sweep = begun(definition);
  sweep.promote(2);
  played(sweep, 2, 1);
  EXPECT_EQ(sweep.state().courses[2].values.size(), 2U);
  EXPECT_EQ(sweep.state().courses[1].values.size(), 1U);
  EXPECT_EQ(sweep.state().trials[2].state, TrialState::kPruned);
}

/// A replay knows it from the start, when the trial is still to come.
TEST(VirtualSweep, AReplayKeepsWhatIsPromotedAmongMoreTrials) {
  const SweepDefinition definition = played_definition("halving", 8);
  bool has_effect = false;
  for (int64_t trial = 8; trial < 12; ++trial) {
    const auto play = [&](bool at_once, bool promotes) {
      VirtualSweep sweep = begun(definition);
      std::string text = at_once ? "" : text_of(played(sweep, 2, 1));
      sweep.extend(12);
      if (promotes) sweep.promote(trial);
      return text + text_of(played(sweep, 2, 2));
    };
    EXPECT_EQ(play(true, true), play(false, true)) << trial;
    has_effect = has_effect || play(true, true) != play(true, false);
  }
  EXPECT_TRUE(has_effect);
}

}  // namespace
}  // namespace tandem
