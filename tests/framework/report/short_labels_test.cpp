#include "framework/report/short_labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tandem {
namespace {

using ::testing::ElementsAre;

const std::string kLong = "flow (" + std::string(60, 'x') + ")";

/// Groups with a label and the names of their runs.
Comparison comparison_of(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& groups) {
  Comparison comparison;
  for (const auto& [label, names] : groups) {
    RunGroup group{.family = "flow", .label = label, .runs = {}};
    for (const std::string& name : names) {
      group.runs.push_back(comparison.runs.size());
      comparison.runs.push_back(
          {.path = "runs/" + name, .options = {}, .manifest = RunManifest("none")});
    }
    comparison.grouping.groups.push_back(group);
  }
  return comparison;
}

std::vector<std::string> shortened_labels(const Comparison& long_labels) {
  const Comparison comparison = with_short_labels(long_labels);
  std::vector<std::string> labels;
  for (const RunGroup& group : comparison.grouping.groups) labels.push_back(group.label);
  return labels;
}

TEST(ShortLabels, AreWhatTheRunsAreCalled) {
  EXPECT_THAT(
      shortened_labels(comparison_of(
          {{kLong, {"wide-1", "wide-2"}}, {kLong, {"deep-10", "deep-11"}}, {kLong, {"alone-3"}}})),
      ElementsAre("wide", "deep", "alone-3"));
}

TEST(ShortLabels, AreNumberedWhereNamesTellNothing) {
  EXPECT_THAT(
      shortened_labels(comparison_of({{kLong, {"run-1", "run-2"}}, {kLong, {"run-3", "run-4"}}})),
      ElementsAre("flow 1", "flow 2"));
  EXPECT_THAT(shortened_labels(comparison_of({{kLong, {"1", "2"}}})), ElementsAre("flow 1"));
}

TEST(ShortLabels, AreNeverThatOfAnotherGroup) {
  EXPECT_THAT(
      shortened_labels(comparison_of({{"wide", {"a-1", "a-2"}}, {kLong, {"wide-1", "wide-2"}}})),
      ElementsAre("wide", "flow 2"));
  EXPECT_THAT(shortened_labels(comparison_of({{kLong, {"flow 2"}}, {kLong, {"1", "2"}}})),
              ElementsAre("flow 1", "flow 2"));
}

TEST(ShortLabels, OfShortOnesAreThese) {
  EXPECT_THAT(shortened_labels(comparison_of({{"flow (width=8)", {"a-1", "a-2"}}})),
              ElementsAre("flow (width=8)"));
}

TEST(ShortName, IsTheEndThatTellsANameFromTheOthers) {
  const std::set<std::string> all = {"a.critic.rate", "a.generator.rate", "batch.size"};
  EXPECT_EQ(short_name("a.critic.rate", all), "critic.rate");
  EXPECT_EQ(short_name("batch.size", all), "size");
}

}  // namespace
}  // namespace tandem
