#include "framework/sweep/sweep_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/framework/sweep/sweep_files.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::parsed;
using testing_support::sweep_error;
using testing_support::WrongSweep;

TEST(SweepSpace, ConditionsAreOnEarlierValues) {
  const std::string head = testing_support::kHead;
  const SweepDefinition sweep = parsed(head +
                                       "  space:\n"
                                       "    optimizer: [adam, sgd]\n"
                                       "    layers: int(interval(1,4))\n"
                                       "    betas: {values: [[0.5, 0.9], [0.0, 0.9]], when: "
                                       "{optimizer: adam, layers: [2, 3]}}\n"
                                       "    width: {values: '1,2', when: {betas: [[0.5, 0.9]]}}\n");
  EXPECT_THAT(
      sweep.space.parameter("betas").conditions,
      ElementsAre(ParameterCondition{"optimizer", {0}}, ParameterCondition{"layers", {2, 3}}));
  EXPECT_THAT(sweep.space.parameter("width").conditions,
              ElementsAre(ParameterCondition{"betas", {0}}));
}

TEST(SweepSpace, NamesAreLettersAndFewMarks) {
  for (const char* name : {"a", "wgan_gp", "model.beta-2", "nulls", "Nul"}) {
    EXPECT_TRUE(is_sweep_name(name)) << name;
  }
  for (const char* name : {"", "1a", ".a", "a b", "null", "NULL", "Null", "\xc3\xa9"}) {
    EXPECT_FALSE(is_sweep_name(name)) << name;
  }
  const std::string letters(200'000, 'a');
  EXPECT_TRUE(is_sweep_name(letters));
  const std::string head = testing_support::kHead;
  EXPECT_THAT(sweep_error(head + "  space: {x: {values: '1,2', keys: [" + letters + "=]}}\n"),
              HasSubstr("sets what cannot be an option"));
  EXPECT_THAT(sweep_error(head + "  space: {x: {values: '1,2', keys: [a..b]}}\n"),
              HasSubstr("sets what cannot be an option"));
}

TEST(SweepSpace, SharedParametersMayBelongToSomeFamilies) {
  const std::string shared =
      "  space:\n    x: {values: [1, 2], when: {family: [b, c]}}\n"
      "    y: {values: [1, 2], when: {x: 1}}\n";
  const std::string yaml = testing_support::three_families() + shared;
  EXPECT_THAT(parsed(yaml).space.parameter("x").conditions,
              ElementsAre(ParameterCondition{"family", {1, 2}}));
  EXPECT_THAT(parsed(yaml, {"family=a,c"}).space.parameter("x").conditions,
              ElementsAre(ParameterCondition{"family", {1}}));
  EXPECT_THAT(parsed(yaml, {"family=b"}).space.parameter("x").conditions, IsEmpty());
  EXPECT_EQ(parsed(yaml, {"family=b"}).space.parameters.size(), 2U);
  // Neither it nor what depends on it.
  EXPECT_THAT(parsed(yaml, {"family=a"}).space.parameters, IsEmpty());
  EXPECT_THAT(sweep_error(testing_support::three_families() +
                          "  space: {x: {values: [1, 2], when: {family: [d]}}}\n"),
              HasSubstr("the sweep has no family 'd'"));
}

TEST(SweepSpace, WhatIsWrongIsSaidWithPlaceAndAdvice) {
  const std::string head = testing_support::kHead;  // four lines
  const std::string families = testing_support::three_families();
  const WrongSweep all[] = {
      {families + "  space: {family: [a, b]}\n", "sweep.yaml:", "family=a,b chooses"},
      {head + "  space: {steps: [1, 2]}\n", "sweep.yaml:5:11", "overrides: [steps=1000]"},
      {head + "  space: {a: {values: [1, 2], keys: [evaluation.every]}}\n", "sweep.yaml:5:11",
       "overrides: [evaluation.every=1000]"},
      {head + "  space: {batch.micro_batches: [2, 4]}\n", "sweep.yaml:5:11",
       "overrides: [batch.micro_batches=4]"},
      {head + "  space: [a, b]\n", "sweep.yaml:5:10: 'sweep.space' is a section", "name: value"},
      {head + "  space:\n    a:\n", "sweep.yaml:6:5", "What it may be, like 1,2,3"},
      {head + "  space: {a: []}\n", "sweep.yaml:5:14", "choice(adam,sgd)"},
      {head + "  space: {a: {keys: [b]}}\n", "'sweep.space.a.values' is missing", "1,2,3"},
      {head + "  space: {a: {values: 1, key: [b]}}\n", "sweep.yaml:5:26",
       "Did you mean 'sweep.space.a.keys'?"},
      {head + "  space: {a: interval(0,1)}\n", "sweep.yaml:5:14", "in quotes"},
      {head + "  space: {a: [interval(0,1), 3]}\n", "sweep.yaml:5:14", "two parameters"},
      {head + "  space: {a: [1, 1]}\n", "sweep.yaml:5:14", "Remove one"},
      {head + "  space: {a!: [1, 2]}\n", "sweep.yaml:5:11", "batch.size"},
      {head + "  space: {a: {values: 1, keys: ['b c']}}\n", "sweep.yaml:5:11", "batch.size"},
      {head + "  space: {a: {values: 1, keys: [b, b]}}\n", "sweep.yaml:5:11", "each key once"},
      {head + "  space: {seed: [1, 2]}\n", "sweep.yaml:5:11", "sweep.seeds"},
      {head + "  space: {a: 1, b: {values: 2, keys: [a]}}\n", "'a' and 'b' both set 'a'",
       "exclude each other"},
      {head + "  space: {a: [x, y], b: {values: 1, when: {a: z}}}\n", "sweep.yaml:5:47",
       "Known are: x, y."},
      {head + "  space: {alpha: [x, y], b: {values: 1, when: {alpa: x}}}\n", "sweep.yaml:5:54",
       "Did you mean 'alpha'?"},
      {head + "  space: {b: {values: 1, when: {a: x}}, a: [x, y]}\n", "on a later parameter",
       "Move 'a' before it."},
      {head + "  space: {b: {values: '1,2', when: {b: 1}}}\n", "on a later parameter", "Move"},
      {head + "  space: {a: 'interval(0,1)', b: {values: 1, when: {a: 0.5}}}\n", "sweep.yaml:5:56",
       "choice(0.1,0.2)"},
      {head + "  space: {a: 'range(1,9,2)', b: {values: 1, when: {a: [1, 2]}}}\n", "no such value",
       "expected range(1,8,2), got '2'"},
      {head + "  space: {a: 'range(1,9,2)', b: {values: 1, when: {a: x}}}\n", "sweep.yaml:5:55",
       "a decimal integer"},
      {head + "  space: {a: [1, 2], b: {values: 1, when: {a: 'interval(0,1)'}}}\n",
       "sweep.yaml:5:47: a condition is no interval", "when: {a: [1, 2]}"},
      {head + "  space: {a: [1, 2], b: {values: 1, when: {a: }}}\n", "sweep.space.b.when.a",
       "not empty"},
      {testing_support::three_families("{x: 1}") + "  space: {x: 2}\n",
       "the parameter 'x' is there twice", "Rename one of the two"},
  };
  for (const auto& [yaml, place, advice, words] : all) {
    EXPECT_THAT(sweep_error(yaml, words), AllOf(HasSubstr(place), HasSubstr(advice))) << yaml;
  }
}

}  // namespace
}  // namespace tandem
