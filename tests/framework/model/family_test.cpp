// What a family says of its objectives and of its data.
#include "framework/model/family.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct PairOptions {
  std::string update_order = "first_first";
};

/// Both objectives see one batch.
class Pair : public GenerativeModel {
 public:
  Pair(const PairOptions&, const DataDescription&) {}
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override {
    return {{.name = "second", .batch_use = BatchUse::kReuses},
            {.name = "first", .batch_use = BatchUse::kReuses}};
  }
};

std::vector<LearnerDefaults> learners(const PairOptions& options) {
  return ordered_by(options.update_order, {{"first", {}}, {"second", {.learning_rate = 2.0}}});
}

OptionTable<PairOptions> option_table() {
  return OptionTable<PairOptions>().field("update_order", &PairOptions::update_order, "First.",
                                          one_of(update_orders({"first", "second"})));
}

Family pair_family() {
  return make_family<Pair>({.name = "pair", .sentence = "A pair."}, option_table(), learners);
}

std::vector<std::string> names_in(const std::vector<Objective>& objectives) {
  std::vector<std::string> names;
  for (const Objective& objective : objectives) names.push_back(objective.name);
  return names;
}

TEST(Family, LearnersGiveObjectivesTheirOrderAndTheFirstDrawsTheBatch) {
  const Family family = pair_family();
  const auto model = family.build({});
  const std::vector<Objective> objectives = family.objectives(*model);
  EXPECT_THAT(names_in(objectives), ElementsAre("first", "second"));
  EXPECT_EQ(objectives[0].batch_use, BatchUse::kDraws);
  EXPECT_EQ(objectives[1].batch_use, BatchUse::kReuses);
}

TEST(Family, TheUpdateOrderIsReadFromTheOptions) {
  const Family family = pair_family();
  family.options.fields[0].set(std::string("second_first"));
  EXPECT_EQ(family.learners()[0].options.learning_rate, 2.0);
  EXPECT_THAT(names_in(family.objectives(*family.build({}))), ElementsAre("second", "first"));
}

TEST(Family, LearnersAndObjectivesBelongTogether) {
  Family family = pair_family();
  const auto model = family.build({});
  family.learners = [] { return std::vector<LearnerDefaults>{{"first", {}}}; };
  EXPECT_THAT(message_of<Error>([&] { family.objectives(*model); }), HasSubstr("got second"));
  family.learners = [] {
    return std::vector<LearnerDefaults>{{"first", {}}, {"second", {}}, {"third", {}}};
  };
  EXPECT_THAT(message_of<Error>([&] { family.objectives(*model); }), HasSubstr("got third"));
}

TEST(UpdateOrder, NamesWhatComesFirst) {
  EXPECT_THAT(update_orders({"a", "b"}), ElementsAre("a_first", "b_first"));
  EXPECT_THROW(ordered_by("c_first", {{"a", {}}, {"b", {}}}), Error);
}

TEST(DataRequirements, SourcesAreWhatStandsBeforeTheSlash) {
  EXPECT_THAT((DataRequirements{.fields = {"b/images", "a/images", "b/labels"}}).sources(),
              ElementsAre("b", "a"));
  EXPECT_TRUE(DataRequirements{}.sources().empty());
}

}  // namespace
}  // namespace tandem
