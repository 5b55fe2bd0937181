#include "launch/sweep/compared_rungs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/sweep/python_json.h"
#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

using ::testing::DoubleEq;
using ::testing::Optional;
using ::testing::SizeIs;

/// Two families of 400 and 800 steps, compared after a quarter, a half and all of them.
class ComparedRungs : public ::testing::Test {
 protected:
  ComparedRungs() {
    sweep_.families = {{.label = "a", .config = "a.yaml"}, {.label = "b", .config = "b.yaml"}};
    sweep_.space.parameters = {
        {.name = kFamilyParameter, .distribution = categorical({"a", "b"}), .keys = {}}};
    sweep_.scheduler = {.kind = "halving", .rungs = {0.25, 0.5, 1}, .eta = 4};
    take(study_record("s", true));
  }
  void take(const nlohmann::ordered_json& record) {
    study_.take(parse_python_json(to_python_json(record)));
  }
  /// A trial with so many values, at the rungs of its family.
  void add(int family, const std::vector<double>& values) {
    const auto id = static_cast<int64_t>(study_.trials().size());
    take(trial_record(sweep_.space, {{kFamilyParameter, family}}, {}));
    int64_t step = family == 0 ? 100 : 200;
    for (const double value : values) {
      take(value_record(id, step, value));
      step *= 2;
    }
  }
  std::vector<SweepRung> rungs() const { return compared_rungs(sweep_, lengths_, study_); }

  SweepDefinition sweep_;
  std::vector<RunLength> lengths_ = {{.steps = 400, .evaluation_every = 100},
                                     {.steps = 800, .evaluation_every = 100}};
  Study study_;
};

TEST_F(ComparedRungs, OfSeveralFamiliesAreComparedByTheirPlace) {
  add(0, {3, 1});
  add(1, {4, 2, 1});
  add(0, {5, 3, std::nan("")});
  add(1, {6, std::nan("")});
  add(1, {7});
  const std::vector<SweepRung> found = rungs();
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].steps, "a 100, b 200");
  EXPECT_EQ(found[0].num_trials, 5U);
  EXPECT_THAT(found[0].correlation, Optional(DoubleEq(1.0)));
  EXPECT_EQ(found[1].steps, "a 200, b 400");
  EXPECT_EQ(found[1].num_trials, 3U);
  EXPECT_EQ(found[1].correlation, std::nullopt) << "one pair tells nothing";
  EXPECT_EQ(found[2].num_trials, 1U);
}

TEST_F(ComparedRungs, EqualStepsAreNamedOnce) {
  sweep_.scheduler.rungs = {};
  lengths_[1] = lengths_[0];
  const std::vector<SweepRung> found = rungs();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].steps, "100");
  EXPECT_EQ(found[1].steps, "400");
}

TEST_F(ComparedRungs, WhatWasForkedIsAtOtherSteps) {
  sweep_.scheduler = {.kind = "population", .interval = 100};
  add(0, {3});
  take(trial_record(sweep_.space, {{kFamilyParameter, 0}}, {{"parent", 0}}));
  take(value_record(1, 200, 2));
  ASSERT_THAT(rungs(), SizeIs(1));
  EXPECT_EQ(rungs()[0].num_trials, 1U);
}

}  // namespace
}  // namespace tandem
