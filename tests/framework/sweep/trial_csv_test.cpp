#include "framework/sweep/trial_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/text.h"
#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

TEST(TrialCsv, HasALinePerTrialAndSeed) {
  const SearchSpace space{
      .parameters = {{.name = "family", .distribution = categorical({"vae", "wgan,gp"})},
                     {.name = "rate", .distribution = log_reals(1e-5, 0.1), .keys = {"rate"}}}};
  Study study;
  for (const nlohmann::ordered_json& record : {
           study_record("sweep", true),
           trial_record(space, {{"family", 1}, {"rate", 0.001}}, {{"parent", 4}}),
           trial_user_attribute(0, "seed:10",
                                {{"run", "trials/0000/seed-10"},
                                 {"values", {{"1000", 12.5}, {"4000", 11}}},
                                 {"end", "done"}}),
           trial_user_attribute(0, "seed:2",
                                {{"run", "trials/0000/seed-2"},
                                 {"values", {{"1000", 13.5}}},
                                 {"end", "failed"},
                                 {"cause", "rank 0, lost"}}),
           trial_user_attribute(0, "hosts", {"a", "b"}),
           value_record(0, 1000, 13),
           infeasible_record(0),
           state_record(0, TrialState::kPruned, 13),
           trial_record(space, {{"family", 0}}, {}),
           trial_user_attribute(1, "seed:x", "no seed"),
           value_record(1, 1000, std::nan("")),
       }) {
    study.take(record);
  }
  auto lines = split(to_csv(study), '\n');
  EXPECT_EQ(lines[0],
            "trial,state,diverged,began,ended,value,value_at_1000,family,rate,parent,seed:x,"
            "seed,run,end,cause,seed_value_at_1000,seed_value_at_4000");
  EXPECT_THAT(lines[1], MatchesRegex("0,pruned,true,20[^,]*,20[^,]*,13.0,13.0,\"wgan,gp\",0.001,"
                                     "4,,2,trials/0000/seed-2,failed,\"rank 0, lost\",13.5,"));
  EXPECT_THAT(lines[2], MatchesRegex(".*,10,trials/0000/seed-10,done,,12.5,11.0"));
  EXPECT_THAT(lines[3], MatchesRegex("1,running,false,20[^,]*,,,NaN,vae,,,"
                                     "no seed,,,,,,"));
  EXPECT_EQ(lines[4], "");
}

TEST(TrialCsv, OfNoTrialsHasTitles) {
  EXPECT_EQ(to_csv(Study()), "trial,state,diverged,began,ended,value,seed,run,end,cause\n");
}

}  // namespace
}  // namespace tandem
