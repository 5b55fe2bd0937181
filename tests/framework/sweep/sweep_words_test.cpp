#include "framework/sweep/sweep_words.h"

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
using testing_support::kExample;
using testing_support::parsed;
using testing_support::sweep_error;
using testing_support::WrongSweep;

TEST(SweepWords, WordsSetParametersAndOptions) {
  const SweepDefinition sweep =
      parsed(kExample, {"batch.size=128", "wgan_gp:rate=1e-4,2e-4",
                        "vae:model.latent_size=range(2,9,2)", "sweep.trials=20",
                        "sweep.scheduler.rungs=[500, 1000]", "sweep.families.vae.cost=0.5"});
  EXPECT_EQ(sweep.trials, 20);
  EXPECT_THAT(sweep.scheduler.rungs, ElementsAre(500, 1000));
  EXPECT_EQ(sweep.families[0].cost, 0.5);
  EXPECT_EQ(sweep.space.parameter("batch.size").distribution, categorical({"128"}));
  EXPECT_EQ(sweep.space.parameter("vae:model.latent_size").distribution, integers(2, 8, 2));
  const Parameter& rate = sweep.space.parameter("wgan_gp:rate");
  EXPECT_EQ(rate.distribution, categorical({"1e-4", "2e-4"}));
  EXPECT_EQ(rate.keys.size(), 2U);
}

TEST(SweepWords, WordsChooseFamilies) {
  const SweepDefinition one = parsed(kExample, {"family=wgan_gp"});
  ASSERT_EQ(one.families.size(), 1U);
  EXPECT_EQ(one.families[0].label, "");
  ASSERT_EQ(one.space.parameters.size(), 3U);
  EXPECT_EQ(one.space.parameters[2].name, "rate");
  EXPECT_THAT(one.space.parameters[2].conditions, IsEmpty());
  EXPECT_EQ(parsed(kExample, {"family=wgan_gp,vae"}), parsed(kExample));
  EXPECT_THAT(sweep_error(kExample, {"family=wgan"}), HasSubstr("Known are: vae, wgan_gp."));
}

TEST(SweepWords, WordsThatSayNothingAreRefused) {
  for (const char* word : {"", "batch.size", "=3", ":x=3", "vae:=3", "+a=1", "~a=1", "?a=1",
                           "sweep.space.batch.size=1,2", "sweep.families.vae.space=1"}) {
    const std::string message = message_of<UsageError>([&] { parsed(kExample, {word}); });
    EXPECT_THAT(message, AllOf(HasSubstr("word '" + std::string(word) + "'"),
                               HasSubstr("batch.size=32,64")));
  }
}

TEST(SweepWords, AllThatSayNothingAreNamedAtOnce) {
  const std::string message = message_of<UsageError>([] {
    parsed(kExample, {"batch.size", "batch.size=64", "vae:=3", "sweep.trials"});
  });
  EXPECT_THAT(message, AllOf(HasSubstr("3 words cannot be understood"),
                             HasSubstr("word 'batch.size': it sets nothing"),
                             HasSubstr("word 'vae:=3': it names no parameter"),
                             HasSubstr("override 'sweep.trials'")));
}

TEST(SweepWords, WhatIsWrongIsSaidWithPlaceAndAdvice) {
  const std::string head = testing_support::kHead;  // four lines
  const std::string families = testing_support::three_families();
  const WrongSweep all[] = {
      {families, "word 'd:x=1'", "Known are: a, b, c.", {"d:x=1"}},
      {head, "word 'vae:x=1'", "Leave out 'vae:'", {"vae:x=1"}},
      {head, "word 'family=a'", "Leave the word out", {"family=a"}},
      {head, "word 'x=interval(1)'", "Write it like interval(0.1,0.9).", {"x=interval(1)"}},
      {head, "override 'sweep.trails=1'", "Did you mean 'sweep.trials'?", {"sweep.trails=1"}},
      {head, "not UTF-8", "as UTF-8 text", {"x=\xff"}},
      {head, "override '~sweep.trials'", "Remove this override", {"~sweep.trials"}},
  };
  for (const auto& [yaml, place, advice, words] : all) {
    EXPECT_THAT(sweep_error(yaml, words), AllOf(HasSubstr(place), HasSubstr(advice))) << yaml;
  }
}

}  // namespace
}  // namespace tandem
