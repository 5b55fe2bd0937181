#include "framework/sweep/recorded_courses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "framework/sweep/study_records.h"
#include "tests/framework/sweep/recorded_sweep_fixture.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing_support::played_definition;
using testing_support::played_lengths;

using RecordedCourses = testing_support::RecordedSweepTest;

/// Trials go the way that they were sent, wherever the sweep is.
TEST_F(RecordedCourses, AreThoseThatTheSweepDecides) {
  for (const char* scheduler : {"none", "median", "halving", "population"}) {
    const SweepPaths paths{temporary_ / scheduler};
    make_directories(paths.root);
    const SweepDefinition sweep = defined(scheduler, 12);
    RecordedSweep recorded(paths, sweep, played_lengths());
    while (!recorded.jobs().empty()) {
      play(recorded, 1);
      const std::vector<TrialCourse>& expected = recorded.simulation().state().courses;
      const auto found = courses_of(sweep, played_lengths(), recorded.study());
      ASSERT_EQ(found.size(), expected.size()) << scheduler;
      for (size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].first_step, expected[i].first_step) << scheduler << " " << i;
        EXPECT_EQ(found[i].rungs, expected[i].rungs) << scheduler << " " << i;
        EXPECT_EQ(found[i].values, expected[i].values) << scheduler << " " << i;
        EXPECT_EQ(found[i].parent, expected[i].parent) << scheduler << " " << i;
      }
    }
  }
}

TEST_F(RecordedCourses, WhatOthersWroteLeadsNowhere) {
  Study study;
  const SearchSpace space{
      .parameters = {{.name = kFamilyParameter, .distribution = categorical({"a", "b"})}}};
  for (const auto& record :
       {study_record("s", true), trial_record(space, {{kFamilyParameter, 1}}, {}),
        trial_record(space, {{kFamilyParameter, 0}}, {{kParentAttribute, 1}}),
        trial_record(space, {{kFamilyParameter, 0}}, {{kParentAttribute, "odd"}})}) {
    study.take(nlohmann::json::parse(record.dump()));
  }
  const auto courses = courses_of(played_definition("none", 3), played_lengths(), study);
  EXPECT_THAT(courses[0].rungs, IsEmpty()) << "a family of another sweep";
  EXPECT_THAT(courses[1].rungs, ElementsAre(1600));
  EXPECT_EQ(courses[1].parent, std::nullopt) << "not its own";
  EXPECT_EQ(courses[2].parent, std::nullopt);
}

}  // namespace
}  // namespace tandem
