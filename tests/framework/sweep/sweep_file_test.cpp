#include "framework/sweep/sweep_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/kinds.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/framework/sweep/sweep_files.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ThrowsMessage;
using testing_support::kExample;
using testing_support::parsed;

TEST(SweepFile, ATreeIsBroughtIntoOneForm) {
  ConfigNode root = read_yaml(
      "sweep:\n  space:\n    a: [1, [2, 3], 'x,y']\n    b: {values: , when: {a: [1]}}\n"
      "  families: {c: {space: {d: 'interval(0,1)'}}, e: }\n",
      "sweep.yaml");
  SweepFile file = entries_of(root);
  ASSERT_EQ(file.space.size(), 2U);
  EXPECT_EQ(file.space[0].name, "a");
  EXPECT_EQ(file.space[0].values_place.text(), "sweep.yaml:3:8");
  EXPECT_EQ(file.space[1].when.front().parameter, "a");
  ASSERT_EQ(file.families.size(), 2U);
  EXPECT_EQ(file.families[0].space.front().name, "d");
  EXPECT_THAT(file.families[1].space, IsEmpty());
  const ConfigNode& space = *root.find("sweep.space");
  EXPECT_EQ(space.find("a.values")->text, "choice(1,[2, 3],\"x,y\")");
  EXPECT_EQ(space.find("b.values")->text, "");
  EXPECT_EQ(space.find("b.when.a")->text, "choice(1)");
  EXPECT_EQ(root.find("sweep.families.c.space.d.values")->text, "interval(0,1)");
}

TEST(SweepFile, OptionsAreBoundToItsEntries) {
  ConfigNode root = read_yaml(kExample, "sweep.yaml");
  SweepFile file = entries_of(root);
  parse_options(root, sweep_options(file, sweep_kinds()));
  EXPECT_EQ(file.options.trials, 64);
  EXPECT_EQ(file.space[0].values, "choice(32,64)");
  EXPECT_EQ(file.families[1].config, "wgan_gp.yaml");
  EXPECT_EQ(file.families[1].space[1].keys.size(), 2U);
}

TEST(SweepFile, HelpHasEverySamplerAndScheduler) {
  const SweepKinds kinds = sweep_kinds();
  const std::string help = sweep_help(kinds, "");
  for (const auto* table : {&kinds.samplers, &kinds.schedulers}) {
    for (const KindText& kind : *table) {
      EXPECT_THAT(help, HasSubstr(kind.name + ": " + kind.sentence));
    }
  }
  for (const char* part : {"sweep.space.PARAMETER.values", "sweep.families.FAMILY.cost",
                           "sweep.space.PARAMETER.when.EARLIER"}) {
    EXPECT_THAT(help, HasSubstr(part));
  }
  EXPECT_THAT(help, HasSubstr(readers_of(kinds.schedulers, "eta") + ": one of so many goes on"));
  EXPECT_THAT(sweep_help(kinds, "sweep.scheduler.eta"), Not(HasSubstr("members")));
  EXPECT_THAT([&] { sweep_help(kinds, "sweep.schedular"); },
              ThrowsMessage<UsageError>(HasSubstr("Did you mean 'sweep.scheduler'?")));
}

TEST(SweepFile, ASweepHasAFile) {
  const SweepFile file = file_of(parsed(kExample));
  EXPECT_EQ(file.config, "");
  ASSERT_EQ(file.families.size(), 2U);
  EXPECT_EQ(file.families[1].space[1].name, "rate");
  EXPECT_EQ(file.families[1].space[1].values, "tag(log,interval(1.0e-05,0.001))");
  EXPECT_THAT(file.families[1].space[1].when, IsEmpty());
  const SweepFile one = file_of(parsed(kExample, {"family=vae"}));
  EXPECT_THAT(one.families, IsEmpty());
  EXPECT_TRUE(one.config.ends_with("/vae.yaml"));
  EXPECT_EQ(one.space.size(), 2U);
}

}  // namespace
}  // namespace tandem
