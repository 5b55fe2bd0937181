// parse_sweep and to_yaml: whole files and what is wrong with them.
#include "framework/sweep/sweep_definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/framework/sweep/sweep_files.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing_support::kExample;
using testing_support::parsed;
using testing_support::sweep_error;
using testing_support::WrongSweep;

TEST(SweepDefinition, AFileIsReadWhole) {
  const SweepDefinition sweep = parsed(kExample);
  EXPECT_EQ(sweep.name, "mnist-families");
  EXPECT_EQ(sweep.metric, "valid/classifier_fid");
  EXPECT_TRUE(sweep.is_minimized);
  EXPECT_EQ(sweep.trials, 64);
  EXPECT_THAT(sweep.seeds, ElementsAre(1, 2, 3));
  EXPECT_EQ(sweep.workers, 4);
  EXPECT_EQ(sweep.sampler, (SamplerOptions{.kind = "tpe", .seed = 1}));
  EXPECT_EQ(sweep.scheduler,
            (SchedulerOptions{.kind = "halving", .rungs = {1000, 4000, 16000}, .eta = 4}));
  ASSERT_EQ(sweep.families.size(), 2U);
  EXPECT_EQ(sweep.families[1].label, "wgan_gp");
  EXPECT_TRUE(sweep.families[1].config.is_absolute());
  EXPECT_EQ(sweep.families[1].config.filename(), "wgan_gp.yaml");
  const std::vector<Parameter> expected = {
      {.name = "family", .distribution = categorical({"vae", "wgan_gp"}), .keys = {}},
      {.name = "batch.size", .distribution = categorical({"32", "64"}), .keys = {"batch.size"}},
      {.name = "vae:model.beta",
       .distribution = log_reals(0.5, 8),
       .keys = {"model.beta"},
       .conditions = {{"family", {0}}}},
      {.name = "wgan_gp:model.critic_updates",
       .distribution = integers(1, 5),
       .keys = {"model.critic_updates"},
       .conditions = {{"family", {1}}}},
      {.name = "wgan_gp:rate",
       .distribution = log_reals(1e-5, 1e-3),
       .keys = {"learners.critic.learning_rate", "learners.generator.learning_rate"},
       .conditions = {{"family", {1}}}}};
  EXPECT_EQ(sweep.space.parameters, expected);
}

TEST(SweepDefinition, WhereItWasWrittenIsKept) {
  const auto places = [](const std::vector<std::string>& words) {
    return try_parse_sweep(read_yaml(kExample, "s.yaml"), "s.yaml", words, sweep_kinds()).places;
  };
  const SweepPlaces whole = places({});
  EXPECT_EQ(whole.metric, "s.yaml:3:11: sweep.metric");
  EXPECT_EQ(whole.parameters.at("batch.size"), "s.yaml:7:11: sweep.space.batch.size");
  EXPECT_EQ(whole.parameters.at("wgan_gp:rate"), "s.yaml:14:9: sweep.families.wgan_gp.space.rate");
  // Where one family is left its parameters have no label.
  EXPECT_EQ(places({"family=wgan_gp"}).parameters.at("rate"), whole.parameters.at("wgan_gp:rate"));
  EXPECT_EQ(places({"steps=1,2"}).parameters.at("steps"), "word 'steps=1,2'");
}

TEST(SweepDefinition, TheFilesOfExperimentsAreRead) {
  size_t num_files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(TANDEM_EXPERIMENTS) + "/sweeps")) {
    if (entry.path().extension() != ".yaml") continue;
    ++num_files;
    SweepDefinition sweep;
    ASSERT_NO_THROW(sweep =
                        parse_sweep(read_yaml_file(entry.path()), entry.path(), {}, sweep_kinds()))
        << entry.path();
    EXPECT_EQ(sweep.name, entry.path().stem());
    EXPECT_EQ(parsed(to_yaml(sweep)), sweep) << to_yaml(sweep);
  }
  EXPECT_GE(num_files, 3U);
}

TEST(SweepDefinition, AnotherKindOfFileIsATraining) {
  const SweepDefinition sweep =
      parsed("name: vae-mnist\nsteps: 100\nmodel: {family: vae}\n",
             {"sweep.metric=valid/loss", "sweep.goal=maximize", "batch.size=32,64",
              "learners.all.learning_rate=tag(log,interval(1e-5,1e-3))"});
  EXPECT_EQ(sweep.name, "vae-mnist");
  EXPECT_FALSE(sweep.is_minimized);
  ASSERT_EQ(sweep.families.size(), 1U);
  EXPECT_EQ(sweep.families[0].label, "");
  EXPECT_EQ(sweep.families[0].config.filename(), "sweep.yaml");
  ASSERT_EQ(sweep.space.parameters.size(), 2U);
  EXPECT_EQ(sweep.space.parameters[1].name, "learners.all.learning_rate");
  EXPECT_THAT(sweep_error("model: {family: vae}\n"),
              AllOf(HasSubstr("'sweep.metric' is missing"), HasSubstr("sweep.metric=")));
}

TEST(SweepDefinition, WhatIsWrittenIsReadBack) {
  const std::string head = testing_support::kHead;
  const std::string families = testing_support::three_families();
  for (const std::string& yaml :
       {std::string(kExample), head,
        head + "  overrides: [steps=100, '+a.b=[1, 2]']\n  trials: 3\n",
        head + "  seeds_from: last\n  summary: median\n  order: arrival\n  goal: maximize\n",
        head + "  scheduler: {kind: median, interval: 500, startup_trials: 7}\n",
        head + "  scheduler: {kind: population, members: 6}\n",
        head + "  scheduler: {kind: halving, rungs: [0.0625, 0.25, 1], eta: 2.5}\n",
        head + "  placement: {ranks_per_trial: 2, trials_per_gpu: 0.5, retries: 0, "
               "timeout_seconds: 60}\n",
        head + "  space: {a.b: [[1, 2], [], 'x, y', null, 'null', '[', \"it's\", '', true]}\n",
        head + "  space: {a: 'range(0.1,0.9,0.1)', b: 'range(9,2,-2)', c: 3, d: 'tag(log,"
               "int(interval(1,9)))'}\n",
        head + "  space: {a: [x, '[y, z]'], b: {values: 'interval(0,1)', keys: [c, d], when: {a: "
               "['[y, z]']}}, e: {values: '1,2', when: {a: [x]}}}\n",
        families, families + "  overrides: [steps=9]\n",
        families + "  space: {n: 'int(interval(1,3))', x: {values: [1, 2], when: {family: [b, c], "
                   "n: [1, 3]}}}\n",
        testing_support::three_families(
            "{u: 'interval(0,1)', w: [p, q], v: {values: 'tag(log,interval(1,2))', keys: [k], "
            "when: {w: [q], s: [2]}}}") +
            "  space: {s: [1, 2]}\n"}) {
    const SweepDefinition sweep = parsed(yaml);
    EXPECT_EQ(parsed(to_yaml(sweep)), sweep) << to_yaml(sweep);
  }
  const SweepDefinition chosen = parsed(kExample, {"family=vae", "model.gamma=1,2"});
  EXPECT_EQ(parsed(to_yaml(chosen)), chosen) << to_yaml(chosen);
}

TEST(SweepDefinition, EverythingWrongIsSaidAtOnce) {
  const std::string message = sweep_error(
      "sweep:\n"
      "  metrik: x\n"
      "  trials: -1\n"
      "  space: {a: 'interval(1)', b: {values: [1], when: {c: 1}}}\n"
      "  sampler: {kind: tpa}\n"
      "  config: nowhere.yaml\n");
  EXPECT_THAT(message, AllOf(HasSubstr("7 problems in the sweep:"),
                             HasSubstr("Did you mean 'sweep.metric'?"),
                             HasSubstr("'sweep.metric' is missing"), HasSubstr(">= 0"),
                             HasSubstr("an interval has two ends"), HasSubstr("unknown parameter"),
                             HasSubstr("Did you mean 'tpe'?"), HasSubstr("nowhere.yaml")));
}

TEST(SweepDefinition, WhatIsWrongIsSaidWithPlaceAndAdvice) {
  const std::string head = testing_support::kHead;  // four lines
  const WrongSweep all[] = {
      {"[1, 2]\n", "sweep.yaml: the file is no sweep", "a section 'sweep'"},
      {"sweeps: {a: 1}\n", "neither a sweep nor", "Did you mean 'sweeps' to be 'sweep'?"},
      {"sweep: 5\n", "sweep.yaml:1:8: 'sweep' is a section", "lines 'name: value'"},
      {head + "steps: 5\n", "unknown option 'steps'", "Known are: sweep."},
      {head + "  trails: 5\n", "sweep.yaml:5:3: unknown option 'sweep.trails'",
       "Did you mean 'sweep.trials'?"},
      {head + "  spase: {a: 1}\n", "sweep.yaml:5:3", "Did you mean 'sweep.space'?"},
      {head + "  trials: many\n", "sweep.yaml:5:11", "a decimal integer"},
      {head + "  name: 'a/b'\n", "sweep.yaml:5:9", "a name of letters"},
      {head + "  goal: lowest\n", "sweep.yaml:5:9", "one of minimize, maximize"},
      {head + "  seeds: []\n", "sweep.seeds", "seeds: [1, 2, 3]"},
      {head + "  seeds: [-1]\n", "sweep.yaml:5:10", ">= 0"},
      {head + "  seeds_from: first\n", "sweep.yaml:5:15", "expected one of all, last"},
      {head + "  summary: max\n", "sweep.yaml:5:12", "mean, median"},
      {head + "  workers: 0\n", "sweep.yaml:5:12", ">= 1"},
      {head + "  order: random\n", "sweep.yaml:5:10", "virtual, arrival"},
      {head + "  sampler: {kind: gird}\n", "sweep.yaml:5:19", "Did you mean 'grid'?"},
      {head + "  sampler: grid\n", "sweep.yaml:5:12: 'sweep.sampler' is a section", "name: value"},
      {head + "  scheduler: {kind: halfing}\n", "sweep.yaml:5:21", "Did you mean 'halving'?"},
      {head + "  scheduler: {rung: [1]}\n", "sweep.yaml:5:15",
       "Did you mean 'sweep.scheduler.rungs'?"},
      {head + "  scheduler: {rungs: [4, 2]}\n", "sweep.scheduler.rungs", "in order"},
      {head + "  scheduler: {rungs: [0.5, 2]}\n", "sweep.scheduler.rungs", "all at most 1"},
      {head + "  scheduler: {rungs: [0]}\n", "sweep.yaml:5:22", "> 0"},
      {head + "  scheduler: {eta: 1}\n", "sweep.yaml:5:20", "> 1"},
      {head + "  placement: {ranks_per_trial: 0}\n", "sweep.yaml:5:32", ">= 1"},
      {head + "  placement: {trials_per_gpu: 0}\n", "sweep.yaml:5:31", "> 0"},
      {head + "  families: {a: {config: x}}\n", "section 'sweep'", "either 'families' or 'config'"},
      {"sweep: {metric: valid/x}\n", "section 'sweep'", "config: flow/mnist.yaml"},
      {"sweep: {metric: valid/x, config: missing.yaml}\n", "section 'sweep'", "missing.yaml or "},
      {"sweep: {metric: valid/x, families: [a, b]}\n", "sweep.yaml:1:36", "lines 'name: value'"},
      {"sweep: {metric: valid/x, families: {a: vae.yaml}}\n", "sweep.yaml:1:40",
       "lines 'name: value'"},
      {"sweep: {metric: valid/x, families: {a: {cost: 1}}}\n",
       "'sweep.families.a.config' is missing", "Set it with"},
      {"sweep: {metric: valid/x, families: {'a b': {config: vae.yaml}, c: {config: vae.yaml}}}\n",
       "sweep.yaml:1:37", "Rename it"},
      {head + "  overrides: [steps]\n", "section 'sweep'", "batch.size=64"},
      {head + "  overrides: [seed=4]\n", "section 'sweep'", "sweep.seeds"},
  };
  for (const auto& [yaml, place, advice, words] : all) {
    EXPECT_THAT(sweep_error(yaml, words), AllOf(HasSubstr(place), HasSubstr(advice))) << yaml;
  }
}

TEST(SweepDefinition, ATimeThatClocksCannotCountIsRefused) {
  EXPECT_THAT(sweep_error(kExample, {"sweep.placement.timeout_seconds=10000000000"}),
              HasSubstr("sweep.placement.timeout_seconds"));
}

TEST(SweepDefinition, MoreTrialsAndAnotherPlacementAreNoDifference) {
  const SweepDefinition start = parsed(kExample);
  EXPECT_THAT(difference_from_start(start, start), IsEmpty());
  EXPECT_THAT(difference_from_start(
                  start, parsed(kExample, {"sweep.trials=100", "sweep.placement.retries=5",
                                           "sweep.placement.ranks_per_trial=2",
                                           "sweep.placement.timeout_seconds=9"})),
              IsEmpty());
  EXPECT_THAT(difference_from_start(start, parsed(kExample, {"sweep.trials=0"})), IsEmpty());
}

TEST(SweepDefinition, OtherDifferencesAreNamed) {
  const SweepDefinition start = parsed(kExample);
  const auto difference = [&](const std::string& word) {
    const auto sentences = difference_from_start(start, parsed(kExample, {word}));
    return sentences.empty() ? "none" : sentences.front();
  };
  EXPECT_EQ(difference("sweep.trials=20"),
            "sweep.trials: was 64, is 20; there may be more, not fewer");
  EXPECT_EQ(difference("sweep.seeds=[1]"), "sweep.seeds: was [1, 2, 3], is [1]");
  EXPECT_EQ(difference("sweep.workers=8"), "sweep.workers: was 4, is 8");
  EXPECT_THAT(difference("batch.size=32"), HasSubstr("sweep.space.batch.size.values: was "));
  EXPECT_THAT(difference("vae:model.x=32"), HasSubstr("sweep.families.vae.space.model.x.values"));
  SweepDefinition all_there_are = start;
  all_there_are.trials = 0;
  EXPECT_THAT(difference_from_start(all_there_are, start), Not(IsEmpty()));
}

TEST(SweepDefinition, ConfigurationsBelowItsDirectoryMoveWithIt) {
  SweepDefinition sweep = parsed(kExample);
  sweep.families.front().config = std::filesystem::absolute("sweeps/x/configs/a.yaml");
  EXPECT_THAT(to_yaml(sweep, "sweeps/x"), HasSubstr("config: configs/a.yaml"));
  EXPECT_THAT(to_yaml(sweep, "sweeps/y"), HasSubstr("sweeps/x/configs/a.yaml"));
}

}  // namespace
}  // namespace tandem
