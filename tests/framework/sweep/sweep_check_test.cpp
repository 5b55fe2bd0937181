#include "framework/sweep/sweep_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/framework/sweep/sweep_files.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::kExample;
using testing_support::parsed;

SamplerKind endless() {
  return {.name = "tpe",
          .problems = [](const SearchSpace&) { return std::vector<std::string>(); },
          .num_trials = [](const SearchSpace&) { return std::optional<int64_t>(); }};
}

/// A sampler of twelve trials.
SamplerKind finite() {
  SamplerKind sampler = endless();
  sampler.name = "grid";
  sampler.num_trials = [](const SearchSpace&) { return std::optional<int64_t>(12); };
  return sampler;
}

FamilyFacts facts() {
  return {
      .steps = 16000,
      .evaluation_every = 500,
      .micro_batches = 4,
      .live_options = {"learners.all.learning_rate", "learners.all.average_decay", "model.beta"},
      .live_above_zero = {"learners.all.average_decay"}};
}

SweepFindings found(const std::string& yaml, const std::vector<std::string>& words = {},
                    const SamplerKind& sampler = endless()) {
  const SweepDefinition sweep = parsed(yaml, words);
  std::map<std::string, FamilyFacts> all;
  for (const SweepFamily& family : sweep.families) all[family.label] = facts();
  return check_sweep(sweep, all, sampler);
}

/// The only error.
std::string error_of(const std::string& yaml, const std::vector<std::string>& words = {},
                     const SamplerKind& sampler = endless()) {
  const SweepFindings findings = found(yaml, words, sampler);
  EXPECT_EQ(findings.errors.size(), 1U) << yaml;
  return findings.errors.empty() ? "" : findings.errors.front();
}

std::string warning_of(const std::string& yaml, const std::vector<std::string>& words = {}) {
  const SweepFindings findings = found(yaml, words);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_EQ(findings.warnings.size(), 1U) << yaml;
  return findings.warnings.empty() ? "" : findings.warnings.front();
}

/// A sweep of one family that every family's facts fit.
std::string search(const std::string& more = "") {
  return "sweep:\n  metric: valid/loss\n  config: vae.yaml\n  trials: 64\n"
         "  space: {model.beta: [1, 2]}\n" +
         more;
}

TEST(SweepCheck, NothingIsSaidOfAGoodOne) {
  const SweepFindings findings = found(kExample);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_THAT(findings.warnings, IsEmpty());
  EXPECT_THAT(found(search("  scheduler: {kind: halving, rungs: [0.0625, 0.25, 1]}\n")).errors,
              IsEmpty());
}

TEST(SweepCheck, RungsAreWhereRunsAreEvaluated) {
  EXPECT_THAT(found(kExample, {"sweep.scheduler.rungs=[1000, 1250, 16000]"}).errors,
              ElementsAre("Rung 1250 is no multiple of evaluation.every 500 of family 'vae': there "
                          "is no value at it.",
                          HasSubstr("of family 'wgan_gp'")));
  EXPECT_EQ(error_of(search("  scheduler: {kind: halving, rungs: [1000, 17000]}\n")),
            "Rung 17000 is beyond steps 16000.");
  // Shares of a run are brought to where it is evaluated.
  EXPECT_THAT(found(search("  scheduler: {kind: halving, rungs: [0.1, 1]}\n")).errors, IsEmpty());
  EXPECT_THAT(error_of(search("  scheduler: {kind: halving, rungs: [0.1, 0.105, 1]}\n")),
              HasSubstr("Two rungs are at step 1500"));
  EXPECT_THAT(error_of(search("  scheduler: {kind: median, interval: 750}\n")),
              HasSubstr("scheduler.interval 750 is no multiple of evaluation.every 500"));
}

TEST(SweepCheck, HalvingNeedsRungsThatTrialsReach) {
  EXPECT_THAT(error_of(search("  scheduler: {kind: halving, rungs: [16000]}\n")),
              AllOf(HasSubstr("single rung"), HasSubstr("rungs=[0.0625, 0.25, 1]")));
  EXPECT_THAT(warning_of(search("  scheduler: {kind: halving, rungs: [500, 16000], eta: 65}\n")),
              HasSubstr("Of 64 trials none reaches the last of 2 rungs"));
  // Three follow from the length of the run where none are named.
  EXPECT_THAT(warning_of(search("  scheduler: {kind: halving}\n"), {"sweep.trials=15"}),
              HasSubstr("Of 15 trials none reaches the last of 3 rungs"));
  EXPECT_THAT(found(search("  scheduler: {kind: halving}\n"), {"sweep.trials=16"}).warnings,
              IsEmpty());
  EXPECT_THAT(warning_of(search("  scheduler: {kind: halving, rungs: [500, 1000]}\n")),
              HasSubstr("The last rung is at step 1000 of 16000"));
}

/// Where none are named they follow from how often a run is evaluated.
TEST(SweepCheck, HalvingsOwnRungsAreSeveralAndAsManyInEveryFamily) {
  FamilyFacts seldom = facts();
  seldom.evaluation_every = seldom.steps;
  const SweepDefinition alone = parsed(search("  scheduler: {kind: halving}\n"), {});
  EXPECT_THAT(check_sweep(alone, {{alone.families.front().label, seldom}}, endless()).errors,
              ElementsAre(HasSubstr("single rung")));
  const SweepDefinition two = parsed(
      "sweep:\n  metric: valid/loss\n  trials: 64\n  space: {model.beta: [1, 2]}\n"
      "  families: {a: {config: vae.yaml}, b: {config: vae.yaml}}\n"
      "  scheduler: {kind: halving}\n",
      {});
  seldom.evaluation_every = seldom.steps / 2;
  EXPECT_THAT(check_sweep(two, {{"a", facts()}, {"b", seldom}}, endless()).errors,
              ElementsAre(HasSubstr("of family 'b' have 2 rungs, others 3")));
}

TEST(SweepCheck, OptionsThatASchedulerDoesNotReadAreNamed) {
  EXPECT_THAT(warning_of(search("  scheduler: {kind: population, rungs: [500, 16000]}\n")),
              HasSubstr("The scheduler population does not read scheduler.rungs"));
  EXPECT_THAT(
      warning_of(search("  scheduler: {kind: halving, rungs: [500, 16000], interval: 500}\n")),
      HasSubstr("does not read scheduler.interval"));
}

TEST(SweepCheck, RanksDivideTheMicroBatches) {
  EXPECT_EQ(error_of(search("  placement: {ranks_per_trial: 3}\n")),
            "placement.ranks_per_trial 3 does not divide batch.micro_batches 4.");
}

TEST(SweepCheck, TrialsShareGpusInWholeNumbersOrHaveSeveral) {
  for (const char* sound : {"3", "0.5", "0.33"}) {
    EXPECT_THAT(found(search(), {std::string("sweep.placement.trials_per_gpu=") + sound}).errors,
                IsEmpty());
  }
  EXPECT_EQ(error_of(search("  placement: {trials_per_gpu: 1.5}\n")),
            "placement.trials_per_gpu is 1.5: trials share a GPU in whole numbers, like 2, or have "
            "several each, like 0.5 for two.");
  EXPECT_THAT(found(search("  placement: {trials_per_gpu: 0.4, ranks_per_trial: 3}\n")).errors,
              ElementsAre(HasSubstr("trials_per_gpu is 0.4"), HasSubstr("ranks_per_trial 3")))
      << "beside what else is wrong";
}

TEST(SweepCheck, RanksOnTheGpusOfATrialDivideTheMicroBatches) {
  const SweepDefinition sweep = parsed(search("  placement: {trials_per_gpu: 0.33}\n"));
  FamilyFacts family = facts();
  EXPECT_THAT(check_sweep(sweep, {{"", family}}, endless()).errors, IsEmpty());
  family.trains_on_gpus = true;
  EXPECT_THAT(check_sweep(sweep, {{"", family}}, endless()).errors,
              ElementsAre("placement.trials_per_gpu gives a trial 3 GPUs, a rank on each, which do "
                          "not divide batch.micro_batches 4."));
}

TEST(SweepCheck, ThatItChoosesOnTestDataIsAWarning) {
  SweepDefinition sweep = parsed(search());
  sweep.metric = "test/loss";
  EXPECT_THAT(check_sweep(sweep, {}, endless()).warnings,
              ElementsAre(HasSubstr("Take a metric of valid/.")));
}

TEST(SweepCheck, APopulationChangesLiveOptionsOfOneFamily) {
  const std::string population = "  scheduler: {kind: population}\n";
  EXPECT_THAT(found(search(population)).errors, IsEmpty());
  EXPECT_EQ(error_of(search(population), {"model.betas=1,2"}),
            "A population changes 'model.betas' while it trains, which is no live option. Did you "
            "mean 'model.beta'?");
  EXPECT_THAT(found(search(population), {"batch.size=32"}).errors, IsEmpty());
  EXPECT_THAT(
      error_of(kExample, {"sweep.scheduler={kind: population}", "family=vae", "batch.size=32,64"}),
      HasSubstr("'batch.size'"));
  EXPECT_THAT(found(kExample, {"sweep.scheduler={kind: population}", "batch.size=32"}).errors,
              ::testing::Contains(HasSubstr("Choose one, like family=vae.")));
}

TEST(SweepCheck, APopulationHasNoParametersOfSomeRunsAlone) {
  const auto conditional = [](const std::string& scheduler) {
    return "sweep:\n  metric: valid/loss\n  config: vae.yaml\n  trials: 64\n"
           "  space:\n    model.beta: [1, 2]\n"
           "    learners.all.learning_rate: {values: [0.1, 0.2], when: {model.beta: 1}}\n"
           "  scheduler: {kind: " +
           scheduler + "}\n";
  };
  EXPECT_EQ(error_of(conditional("population")),
            "A population changes the parameters of runs that are there, and "
            "'learners.all.learning_rate' is one of only some runs. Remove its 'when', or the "
            "parameter.");
  EXPECT_THAT(found(conditional("none")).errors, IsEmpty());
}

TEST(SweepCheck, APopulationNeitherBeginsNorEndsAnAverage) {
  const std::string population = search("  scheduler: {kind: population}\n");
  for (const char* values : {"0,0.99", "0.99,0.0", "interval(0,0.99)"}) {
    EXPECT_EQ(error_of(population, {"learners.all.average_decay=" + std::string(values)}),
              "A population changes 'learners.all.average_decay' while it trains, which cannot "
              "change from 0 or to 0. Leave 0 out of its values.");
  }
  for (const char* values : {"0.9,0.99", "0"}) {
    EXPECT_THAT(found(population, {"learners.all.average_decay=" + std::string(values)}).errors,
                IsEmpty());
  }
  EXPECT_THAT(found(search(), {"learners.all.average_decay=0,0.99"}).errors, IsEmpty());
}

TEST(SweepCheck, APopulationEndsWithItsRuns) {
  const std::string population = "  scheduler: {kind: population, interval: 3000, members: 10}\n";
  EXPECT_THAT(found(search(population), {"sweep.trials=60"}).warnings, IsEmpty());
  EXPECT_EQ(warning_of(search(population), {"sweep.trials=61"}),
            "Of 61 trials 60 are made: 10 members are at the end of their 16000 steps after 6 "
            "rounds of 3000. Set sweep.trials=60, or more members.");
}

TEST(SweepCheck, SamplersSearchWhatTheyCan) {
  EXPECT_THAT(
      error_of(search(), {}, finite()),
      AllOf(HasSubstr("grid has 12 different trials, trials is 64"), HasSubstr("sweep.trials=0")));
  EXPECT_THAT(found(search(), {"sweep.trials=0"}, finite()).errors, IsEmpty());
  EXPECT_THAT(error_of(search(), {"sweep.trials=0"}),
              AllOf(HasSubstr("tpe never ends"), HasSubstr("sweep.trials=20")));
  EXPECT_THAT(error_of(search(), {"model.beta=1"}),
              AllOf(HasSubstr("sampler tpe has nothing to search"), HasSubstr("kind=grid")));
  const SweepDefinition single = parsed(search(), {"model.beta=1"});
  EXPECT_THAT(check_sweep(single, {}, std::nullopt).errors, IsEmpty())
      << "without a sampler its space is not judged";
  SamplerKind picky = endless();
  picky.problems = [](const SearchSpace& space) {
    return std::vector<std::string>{"not '" + space.parameters.front().name + "'"};
  };
  EXPECT_EQ(error_of(search(), {}, picky), "not 'model.beta'");
}

TEST(SweepCheck, SeedsAreThereOnce) {
  EXPECT_EQ(error_of(search(), {"sweep.seeds=[1, 2, 1, 1]"}), "Seed 1 is there twice.");
}

TEST(SweepCheck, ResultsThatDependOnRanksAreToldUnlessDecisionsComeAsTheyDo) {
  const auto warnings = [](const SweepDefinition& sweep) {
    FamilyFacts native = facts();
    native.depends_on_ranks = true;
    return check_sweep(sweep, {{sweep.families.front().label, native}}, endless()).warnings;
  };
  EXPECT_THAT(found(kExample).warnings, IsEmpty());
  EXPECT_THAT(warnings(parsed(kExample)), ElementsAre(HasSubstr("With reduction=native")));
  EXPECT_THAT(warnings(parsed(kExample, {"sweep.order=arrival"})), IsEmpty());
}

}  // namespace
}  // namespace tandem
