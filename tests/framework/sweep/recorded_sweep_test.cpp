#include "framework/sweep/recorded_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <regex>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/sweep/seed_results.h"
#include "framework/sweep/study_records.h"
#include "tests/framework/sweep/recorded_sweep_fixture.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing_support::played_definition;
using testing_support::played_lengths;
using testing_support::played_result;
using testing_support::RecordedSweepTest;

TEST_F(RecordedSweepTest, TwoThatReportInTurnsRecordWhatOneDoes) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep);
  }
  const auto expected = records();
  std::filesystem::remove(paths_.journal());
  {
    RecordedSweep one(paths_, definition_, played_lengths());
    RecordedSweep other(paths_, definition_, played_lengths());
    std::mt19937 random(3);
    while (!one.jobs().empty()) {
      RecordedSweep& next = random() % 2 == 0 ? one : other;
      next.refresh();
      play(next, 1 + random() % 3, 4);
      one.refresh();
    }
    other.refresh();
    EXPECT_THAT(other.jobs(), IsEmpty());
  }
  EXPECT_EQ(records(), expected);
}

TEST_F(RecordedSweepTest, GridsOfSeedsHaveNamesOfTheirOwn) {
  RecordedSweep sweep(paths_, definition_, played_lengths());
  ASSERT_THAT(definition_.seeds, SizeIs(2));
  play(sweep);
  const std::string journal = read_file(paths_.journal());
  for (const int64_t seed : definition_.seeds) {
    EXPECT_THAT(journal, HasSubstr("\"seed-" + std::to_string(seed) + "-samples.png"));
  }
}

TEST_F(RecordedSweepTest, HowFarSeedsAreApartIsKeptOfEachRung) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep);
  }
  const Study study = read_study(paths_);
  size_t num_complete = 0;
  for (const StoredTrial& stored : study.trials()) {
    if (stored.trial.state != TrialState::kComplete) continue;
    ++num_complete;
    for (const char* key : {"deviation_at_100", "deviation_at_400", "deviation_at_1600"}) {
      ASSERT_TRUE(stored.user_attributes.contains(key)) << key;
      EXPECT_NEAR(stored.user_attributes.at(key).get<double>(), 0.01 / std::sqrt(2), 1e-9);
    }
    EXPECT_FALSE(stored.user_attributes.contains("deviation_at_200")) << "between rungs";
  }
  EXPECT_GT(num_complete, 0U);
}

TEST_F(RecordedSweepTest, ASweepThatBeganWithoutThemGetsThemOnceOfTrialsThatGoOn) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep, 22);
  }
  std::string older;
  for (const std::string& line : split(read_file(paths_.journal()), '\n')) {
    if (!line.empty() && line.find("deviation_at_") == std::string::npos) older += line + "\n";
  }
  replace_file(paths_.journal(), older);
  EXPECT_GT(verify_sweep(paths_, definition_), 4);
  { const RecordedSweep again(paths_, definition_, played_lengths()); }
  const std::string newer = read_file(paths_.journal());
  EXPECT_THAT(newer, HasSubstr("deviation_at_"));
  RecordedSweep sweep(paths_, definition_, played_lengths());
  EXPECT_EQ(read_file(paths_.journal()), newer);
  play(sweep);
  EXPECT_EQ(verify_sweep(paths_, definition_), 20);
  // Of trials that have ended nothing would be known of it: it would be written again and again.
  std::string ended;
  for (const std::string& line : split(read_file(paths_.journal()), '\n')) {
    if (!line.empty() && line.find("deviation_at_") == std::string::npos) ended += line + "\n";
  }
  replace_file(paths_.journal(), ended);
  { const RecordedSweep again(paths_, definition_, played_lengths()); }
  EXPECT_EQ(read_file(paths_.journal()), ended);
}

TEST_F(RecordedSweepTest, IsVerified) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep, 15);
  }
  const std::string before = read_file(paths_.journal());
  EXPECT_GT(verify_sweep(paths_, definition_), 4);
  EXPECT_EQ(read_file(paths_.journal()), before);
  std::string edited = before;
  const size_t at = edited.find(R"("params":{"x":0.)");
  ASSERT_NE(at, std::string::npos);
  char& digit = edited[at + 16];
  digit = digit == '1' ? '2' : '1';
  replace_file(paths_.journal(), edited);
  EXPECT_THAT(message_of<DataError>([&] { verify_sweep(paths_, definition_); }),
              HasSubstr("is not the one that was written"));
  // As one who knows of the digest would do it.
  edited.erase(edited.find(R"(,"digest")", at), std::string(R"(,"digest":"")").size() + 32);
  replace_file(paths_.journal(), edited);
  EXPECT_THAT(message_of<DataError>([&] { verify_sweep(paths_, definition_); }),
              HasSubstr("trial 0 is not what this sweep decides"));
}

/// What trains with them already goes on with them, also where another machine would round them
/// otherwise; and with those that a scheduler gave, too.
TEST_F(RecordedSweepTest, ParametersAreThoseOfTheJournal) {
  const SweepDefinition population = defined("population", 12);
  {
    RecordedSweep sweep(paths_, population, played_lengths());
    play(sweep, 10);
  }
  std::string edited = read_file(paths_.journal());
  const size_t at = edited.rfind(R"("params":{"x":0.)");
  ASSERT_NE(at, std::string::npos);
  char& digit = edited[at + 16];
  digit = digit == '1' ? '2' : '1';
  edited.erase(edited.find(R"(,"digest")", at), std::string(R"(,"digest":"")").size() + 32);
  replace_file(paths_.journal(), edited);
  const RecordedSweep again(paths_, population, played_lengths());
  const auto& recorded = again.study().trials();
  const auto& trials = again.simulation().state().trials;
  ASSERT_EQ(trials.size(), recorded.size());
  EXPECT_GT(trials.size(), 4U) << "the last one was forked";
  for (size_t i = 0; i < trials.size(); ++i) {
    EXPECT_EQ(trials[i].parameters, recorded[i].trial.parameters) << i;
  }
  EXPECT_THROW(verify_sweep(paths_, population), DataError);
}

TEST_F(RecordedSweepTest, IsNotVerifiedWithoutTheResultsThatItDecidedBy) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep);
  }
  const std::vector<std::string> lines = split(read_file(paths_.journal()), '\n');
  std::vector<size_t> results;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find(R"("until":)") != std::string::npos) results.push_back(i);
  }
  ASSERT_GT(results.size(), 1U);
  // Without the first, trials are there that nothing led to; without the last, the end of one is.
  for (const size_t left_out : {results.front(), results.back()}) {
    std::string text;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (i != left_out && !lines[i].empty()) text += lines[i] + "\n";
    }
    replace_file(paths_.journal(), text);
    EXPECT_THAT(message_of<DataError>([&] { verify_sweep(paths_, definition_); }),
                HasSubstr("does not follow from the results that there are"))
        << "line " << left_out;
  }
}

TEST_F(RecordedSweepTest, APromotionThatCameTooLateIsNone) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep);
  }
  Study study = read_study(paths_);
  const auto& trials = study.trials();
  const auto pruned = std::ranges::find_if(
      trials, [](const auto& each) { return each.trial.state == TrialState::kPruned; });
  ASSERT_NE(pruned, trials.end());
  Journal(paths_.journal())
      .append({trial_user_attribute(study.trial_id(pruned->trial.number), "promoted", true)});
  RecordedSweep again(paths_, definition_, played_lengths());
  EXPECT_THAT(again.jobs(), IsEmpty());
}

TEST_F(RecordedSweepTest, AnotherSweepIsRefused) {
  { RecordedSweep sweep(paths_, definition_, played_lengths()); }
  SweepDefinition other = definition_;
  other.scheduler.eta = 3;
  EXPECT_THAT(message_of<ConfigError>([&] { RecordedSweep(paths_, other, played_lengths()); }),
              HasSubstr("eta"));
  EXPECT_THAT(message_of<ConfigError>([&] {
                RecordedSweep(paths_, definition_, {{800, 100}});
              }),
              HasSubstr("steps of runs"));
  other = definition_;
  other.trials = 30;
  other.placement.retries = 9;
  EXPECT_NO_THROW(RecordedSweep(paths_, other, played_lengths()));
}

TEST_F(RecordedSweepTest, APausedTrialIsPromotedOnceAndOnlyThen) {
  definition_.trials = 3;
  definition_.workers = 1;
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep, 2);  // both seeds of the first trial
  }
  EXPECT_THAT(message_of<UsageError>([&] { promote_trial(paths_, 1); }),
              HasSubstr("trial 1 is not paused"));
  for (const int64_t number : {-1, 9}) {
    EXPECT_THAT(message_of<UsageError>([&] { promote_trial(paths_, number); }),
                HasSubstr("there is no trial " + std::to_string(number) + ": so far there are "));
  }
  promote_trial(paths_, 0);
  RecordedSweep sweep(paths_, definition_, played_lengths());
  play(sweep);
  EXPECT_THAT(sweep.simulation().state().courses[0].values, SizeIs(2));
  EXPECT_THROW(promote_trial(paths_, 0), UsageError);
  EXPECT_THAT(sweep.jobs(), IsEmpty());
}

TEST_F(RecordedSweepTest, WhatIsNoSweepIsSaidSo) {
  EXPECT_THAT(message_of<ConfigError>([&] { read_study(paths_); }), HasSubstr("no journal"));
  // A link to itself: nobody can say where it leads.
  std::filesystem::create_symlink("journal.log", paths_.journal());
  EXPECT_THAT(message_of<FileError>([&] { read_study(paths_); }), HasSubstr("this is no journal"));
  std::filesystem::remove(paths_.journal());
  replace_file(paths_.journal(),
               R"({"op_code":0,"worker_id":"x","study_name":"s","directions":[1]})"
               "\n");
  EXPECT_THAT(message_of<DataError>([&] { RecordedSweep(paths_, definition_, played_lengths()); }),
              HasSubstr("not that of this sweep"));
}

TEST_F(RecordedSweepTest, WhatOthersWroteInTheirPlaceIsNamed) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep, 3);
  }
  const std::string sound = read_file(paths_.journal());
  for (const std::string& line :
       {std::string(
            R"({"op_code":8,"worker_id":"x","trial_id":0,"user_attr":{"seed:1":"a note"}})"),
        std::string(R"({"op_code":8,"worker_id":"x","trial_id":0,"user_attr":{"seed:1":)"
                    R"({"until":100,"end":"odd","values":{"x":1}}}})"),
        std::string(
            R"({"op_code":2,"worker_id":"x","study_id":0,"user_attr":{"trials":"many"}})")}) {
    replace_file(paths_.journal(), sound + line + "\n");
    EXPECT_THROW(RecordedSweep(paths_, definition_, played_lengths()), DataError) << line;
  }
  replace_file(paths_.journal(),
               sound + R"({"op_code":0,"worker_id":"x","study_name":"t","directions":[1]})" + "\n" +
                   R"({"op_code":2,"worker_id":"x","study_id":1,"user_attr":{"trials":"many"}})" +
                   "\n");
  EXPECT_NO_THROW(RecordedSweep(paths_, definition_, played_lengths())) << "of another study";
  std::string moved = sound;
  moved.insert(moved.find(R"("params":{"x":0.)") + 14, "7");
  static const std::regex kDigest(R"re(, ?"digest": ?"[0-9a-f]+")re");
  replace_file(paths_.journal(), std::regex_replace(moved, kDigest, ""));
  EXPECT_THAT(message_of<DataError>([&] { RecordedSweep(paths_, definition_, played_lengths()); }),
              HasSubstr("parameters that this sweep does not search"));
}

TEST_F(RecordedSweepTest, ARecordOfATrialThatHasEndedMayLackWhatItSays) {
  {
    RecordedSweep sweep(paths_, definition_, played_lengths());
    play(sweep);
  }
  std::string journal = read_file(paths_.journal());
  for (const char* rest :
       {R"("op_code":6)", R"("op_code":6,"state":"odd")", R"("op_code":8)",
        R"("op_code":8,"user_attr":"odd")", R"("op_code":9)", R"("op_code":9,"system_attr":[1])"}) {
    journal += std::string(R"({"worker_id":"x","trial_id":0,)") + rest + "}\n";
  }
  replace_file(paths_.journal(), journal);
  EXPECT_NO_THROW(RecordedSweep(paths_, definition_, played_lengths()));
  EXPECT_EQ(verify_sweep(paths_, definition_), 20) << "nothing was learnt";
}

TEST_F(RecordedSweepTest, OfALongCauseItsBeginningIsKept) {
  RecordedSweep sweep(paths_, definition_, played_lengths());
  const TrialJob job = sweep.jobs().front();
  std::string cause = "x";
  for (int i = 0; i < 5000; ++i) cause += "é";
  sweep.report({{.job = job,
                 .result = {.end = JobResult::End::kFailed, .cause = cause},
                 .run = "trials/x"}});
  EXPECT_EQ(seeds_of(sweep.study().trials().front()).at(job.key.seed).cause, cause.substr(0, 4095));
}

TEST_F(RecordedSweepTest, LengthsOfRunsAreThoseOfRuns) {
  for (const char* lengths :
       {"[]", "3", R"([{"steps":0,"evaluation_every":1}])",
        R"([{"steps":1e300,"evaluation_every":1}])", R"([{"steps":9,"evaluation_every":-1}])",
        R"([{"steps":9,"evaluation_every":1},{"steps":9,"evaluation_every":1}])"}) {
    replace_file(paths_.journal(),
                 std::string(R"({"op_code":0,"study_name":"played","directions":[1]})") + "\n" +
                     R"({"op_code":2,"study_id":0,"user_attr":{"lengths":)" + lengths + "}}\n");
    EXPECT_THROW(verify_sweep(paths_, definition_), DataError) << lengths;
  }
}

}  // namespace
}  // namespace tandem
