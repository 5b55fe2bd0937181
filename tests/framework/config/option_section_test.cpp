// Sections of options: put together, flattened and compared.
#include "framework/config/option_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/framework/config/example_options.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;
using testing_support::example_table;
using testing_support::ExampleOptions;
using testing_support::schedule_table;
using testing_support::ScheduleOptions;

TEST(OptionSection, SectionsArePutTogetherAtRunTime) {
  ExampleOptions options;
  options.path = "x";
  ScheduleOptions critic;
  ScheduleOptions generator;
  OptionSection learners;
  learners.add_section("critic", "Of the critic.", schedule_table().bind(critic));
  learners.add_section("generator", "Of the generator.", schedule_table().bind(generator));
  OptionSection root = example_table().bind(options);
  root.add_section("learners", "One per objective.", std::move(learners));
  parse_options(read_yaml("learners: {generator: {warmup_steps: 9}}", "run.yaml"), root);
  EXPECT_EQ(critic.warmup_steps, 0);
  EXPECT_EQ(generator.warmup_steps, 9);
  EXPECT_THAT(flatten(root), AllOf(Contains(Pair("learners.generator.warmup_steps", "9")),
                                   Contains(Pair("schedule.kind", "constant"))));
  EXPECT_THROW(root.add_section("schedule", "Again.", schedule_table().bind(critic)), Error);
}

TEST(OptionSection, ANameDeclaredTwiceOrAMisplacedConstraintIsAMistake) {
  ScheduleOptions options;
  EXPECT_THROW(schedule_table().field("kind", &ScheduleOptions::kind, "Again.").bind(options),
               Error);
  EXPECT_THROW(OptionTable<ScheduleOptions>()
                   .field("kind", &ScheduleOptions::kind, "Text.", above(0.0))
                   .bind(options),
               Error);
  EXPECT_THROW(OptionTable<ScheduleOptions>()
                   .field("steps", &ScheduleOptions::warmup_steps, "Number.", length(2))
                   .bind(options),
               Error);
  ExampleOptions example;
  EXPECT_THROW(example_table().live().bind(example), Error) << "said of a section";
}

TEST(OptionSection, WhatMayChangeIsDeclaredWithTheOption) {
  ScheduleOptions options;
  const OptionTable<ScheduleOptions> table =
      OptionTable<ScheduleOptions>()
          .field("kind", &ScheduleOptions::kind, "Fixed.")
          .field("warmup_steps", &ScheduleOptions::warmup_steps, "Live.")
          .live();
  const auto section = table.bind(options);
  const auto before = flatten(section);
  options = {.kind = "cosine", .warmup_steps = 3};
  const std::string kind = "kind: was constant, is cosine";
  const std::string steps = "warmup_steps: was 0, is 3";
  EXPECT_THAT(differences(before, section, OptionChange::kNever), ElementsAre(kind, steps));
  EXPECT_THAT(differences(before, section, OptionChange::kAnytime), ElementsAre(kind, steps));
  EXPECT_THAT(differences(before, section, OptionChange::kLive), ElementsAre(kind));
  const auto free = OptionTable<ScheduleOptions>(table).anytime().bind(options);
  EXPECT_THAT(differences(before, free, OptionChange::kAnytime), ElementsAre(kind));
  EXPECT_THAT(differences(before, free, OptionChange::kLive), ElementsAre(kind));
  EXPECT_THAT(differences(before, free, OptionChange::kNever), ElementsAre(kind, steps));
}

TEST(OptionSection, WhatIsLiveAboveZeroChangesNeitherFromZeroNorToIt) {
  struct Average {
    double decay = 0.0;
  } options;
  const auto section = OptionTable<Average>()
                           .field("decay", &Average::decay, "0: no average.")
                           .live_above_zero()
                           .bind(options);
  const auto changed = [&](double was, double is, OptionChange kind) {
    options.decay = was;
    const auto before = flatten(section);
    options.decay = is;
    return differences(before, section, kind);
  };
  EXPECT_TRUE(changed(0.5, 0.75, OptionChange::kLive).empty());
  EXPECT_TRUE(changed(0.0, 0.0, OptionChange::kLive).empty());
  EXPECT_EQ(changed(0.0, 0.75, OptionChange::kLive).size(), 1U);
  EXPECT_EQ(changed(0.75, 0.0, OptionChange::kLive).size(), 1U);
  EXPECT_EQ(changed(0.5, 0.75, OptionChange::kAnytime).size(), 1U);
}

TEST(OptionSection, AnOptionThatWasNotKnownHadItsDefault) {
  ScheduleOptions options;
  const auto section = schedule_table().bind(options);
  const std::vector<std::pair<std::string, std::string>> before = {{"kind", "constant"},
                                                                   {"gone", "1"}};
  EXPECT_THAT(differences(before, section, OptionChange::kAnytime),
              ElementsAre("gone: was 1, is absent"));
  options.warmup_steps = 2;
  EXPECT_THAT(differences(before, section, OptionChange::kAnytime),
              ElementsAre("warmup_steps: was 0, is 2", "gone: was 1, is absent"));
}

}  // namespace
}  // namespace tandem
