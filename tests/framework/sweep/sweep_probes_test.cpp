#include "framework/sweep/sweep_probes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/framework/sweep/sweep_files.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using testing_support::kExample;
using testing_support::kHead;
using testing_support::parsed;
using testing_support::three_families;

using Settings = std::vector<std::vector<std::string>>;

Settings settings_of(const std::string& space) {
  return probe_overrides(parsed(std::string(kHead) + "  space:\n" + space)).front().settings;
}

bool is_tried(const Settings& settings, const std::string& override) {
  return std::ranges::any_of(settings, [&](const std::vector<std::string>& each) {
    return std::ranges::find(each, override) != each.end();
  });
}

TEST(SweepProbes, ASweepWithoutSpaceIsAskedOnce) {
  const auto probes = probe_overrides(parsed(three_families()));
  ASSERT_EQ(probes.size(), 3U);
  EXPECT_THAT(probes[0].settings, ElementsAre(IsEmpty()));
  EXPECT_THAT(probes[1].settings, ElementsAre(ElementsAre("steps=5")));
}

TEST(SweepProbes, EndsAndChoicesAreTriedTogether) {
  const Settings settings =
      settings_of("    a: [x, y, z]\n    b: 'interval(0,1)'\n    c: 'range(1,10,3)'\n    d: 7\n");
  EXPECT_EQ(settings.size(), 3U);
  for (const char* each : {"a=x", "a=y", "a=z", "b=0.0", "b=1.0", "c=1", "c=7", "d=7"}) {
    EXPECT_TRUE(is_tried(settings, each)) << each;
  }
}

TEST(SweepProbes, EachFamilyHasItsOwn) {
  const auto probes = probe_overrides(parsed(kExample));
  EXPECT_THAT(probes[0].settings,
              UnorderedElementsAre(ElementsAre("batch.size=64", "model.beta=8.0"),
                                   ElementsAre("batch.size=32", "model.beta=0.5")));
  EXPECT_EQ(probes[1].settings.size(), 2U);
  EXPECT_TRUE(is_tried(probes[1].settings, "learners.generator.learning_rate=0.001"));
}

TEST(SweepProbes, WhatAsksForASettingIsKnown) {
  const auto probes = probe_overrides(parsed(kExample));
  EXPECT_EQ(probes[0].parameters.at("model.beta=8.0"), "vae:model.beta");
  EXPECT_EQ(probes[1].parameters.at("learners.generator.learning_rate=0.001"), "wgan_gp:rate");
  EXPECT_THAT(probe_overrides(parsed(three_families()))[1].parameters, IsEmpty());
}

TEST(SweepProbes, ConditionsHold) {
  // Four of c and three of d, where a is x and where it is y: seven are the fewest.
  const Settings settings = settings_of(
      "    a: [x, y]\n    c: {values: '1,2,3,4', when: {a: x}}\n"
      "    d: {values: '1,2,3', when: {a: y}}\n");
  EXPECT_EQ(settings.size(), 7U);
  for (const auto& each : settings) {
    EXPECT_EQ(each.size(), 2U);
    EXPECT_EQ(each[0] == "a=x", each[1].starts_with("c="));
  }
}

TEST(SweepProbes, ValuesThatConditionsNeedAreFound) {
  // Between the ends of n, and through a chain of conditions of which the first value is no way.
  const Settings settings = settings_of(
      "    n: 'int(interval(1,9))'\n    a: [x, y, z]\n    b: {values: [p, q], when: {a: [y, z]}}\n"
      "    c: {values: [r, s], when: {a: [x, z], b: q, n: [4, 5]}}\n");
  EXPECT_TRUE(is_tried(settings, "c=r"));
  EXPECT_TRUE(is_tried(settings, "c=s"));
  for (const char* each : {"n=1", "n=9", "a=x", "a=y", "a=z", "b=p", "b=q"}) {
    EXPECT_TRUE(is_tried(settings, each)) << each;
  }
  EXPECT_LE(settings.size(), 5U);
}

TEST(SweepProbes, WhatIsNeverThereIsNotTried) {
  const Settings settings = settings_of(
      "    a: [x, y]\n    b: {values: [p, q], when: {a: x}}\n"
      "    c: {values: [r], when: {a: y, b: p}}\n");
  EXPECT_FALSE(is_tried(settings, "c=r"));
  EXPECT_EQ(settings.size(), 3U);
}

}  // namespace
}  // namespace tandem
