// Options that the chosen optimiser or schedule does not read.
#include "framework/optimization/learner_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/kinds.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/optimization/optimizer.h"
#include "framework/optimization/schedule.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void parse(const std::string& yaml, UnreadOptions unread = UnreadOptions::kRefused) {
  LearnerOptions options;
  options.betas = {0.5, 0.999};  // as a family may
  parse_options(read_yaml(yaml, "run.yaml"), learner_option_table().bind(options), unread);
}

std::string refusal(const std::string& yaml) {
  return message_of<ConfigError>([&] { parse(yaml); });
}

TEST(LearnerOptions, WhatTheOptimiserDoesNotReadIsRefused) {
  EXPECT_NO_THROW(parse("optimizer: sgd\nmomentum: 0.5"));
  EXPECT_NO_THROW(parse("betas: [0.5, 0.9]\nepsilon: 1.0e-7"));
  // Whether or not the value is the default, and wherever the optimiser is named.
  for (const char* betas : {"[0.5, 0.999]", "[0.1, 0.2]"}) {
    EXPECT_THAT(refusal("betas: " + std::string(betas) + "\noptimizer: sgd"),
                AllOf(HasSubstr("run.yaml:1:8"), HasSubstr("'betas'"),
                      HasSubstr("momentum, initial_momentum, momentum_steps, which sgd reads"),
                      HasSubstr("~betas")));
  }
  EXPECT_THAT(refusal("optimizer: sgd\nepsilon: 1.0e-7\nsmoothing: 0.5"),
              AllOf(HasSubstr("'epsilon'"), HasSubstr("'smoothing'")));
  EXPECT_THAT(refusal("momentum: 0.9"), HasSubstr("betas, epsilon, which adam reads"));
}

TEST(LearnerOptions, WhatTheScheduleDoesNotReadIsRefused) {
  EXPECT_NO_THROW(parse("schedule: {factor: 0.5, kind: linear, warmup_steps: 3}"));
  EXPECT_THAT(refusal("schedule: {factor: 0.5}"),
              AllOf(HasSubstr("'schedule.factor'"), HasSubstr("none, with constant"),
                    HasSubstr("~schedule.factor")));
  EXPECT_THAT(refusal("schedule: {kind: step, decay_steps: 3}"),
              HasSubstr("interval, factor, which step reads"));
}

TEST(LearnerOptions, ADumpHoldsWhatIsReadAndIsReadBack) {
  for (const OptimizerKind& kind : all_optimizers()) {
    LearnerOptions options;
    options.optimizer = kind.name;
    const std::string yaml = dump_yaml(learner_option_table().bind(options));
    EXPECT_NO_THROW(parse(yaml)) << kind.name;
    EXPECT_THAT(yaml, Not(HasSubstr("factor:")));
    EXPECT_EQ(yaml.find("betas:") != std::string::npos, reads(kind, "betas"));
  }
}

/// Runs of earlier versions wrote every option.
TEST(LearnerOptions, AFileOfARunMayHoldMore) {
  EXPECT_NO_THROW(parse("optimizer: sgd\nbetas: [0.9, 0.999]", UnreadOptions::kAcceptedInFile));
}

TEST(LearnerOptions, AnOverrideOfWhatIsNotReadIsRefusedAlsoWhereAFileMayHoldIt) {
  LearnerOptions options;
  for (const char* text : {"betas=[0.5, 0.9]", "schedule.factor=0.5", "schedule={factor: 0.5}"}) {
    ConfigNode root = read_yaml("optimizer: sgd\nbetas: [0.9, 0.999]", "config.yaml");
    apply_overrides(root, {text});
    EXPECT_THAT(message_of<ConfigError>([&] {
                  parse_options(root, learner_option_table().bind(options),
                                UnreadOptions::kAcceptedInFile);
                }),
                AllOf(HasSubstr("override '" + std::string(text) + "': nothing reads"),
                      HasSubstr("Remove this override.")));
  }
}

TEST(LearnerOptions, AnUnreadOptionIsNoDifference) {
  LearnerOptions options;
  options.optimizer = "sgd";
  const OptionSection section = learner_option_table().bind(options);
  EXPECT_TRUE(
      differences({{"betas", "[0.1, 0.2]"}, {"optimizer", "sgd"}}, section, OptionChange::kAnytime)
          .empty());
}

TEST(LearnerOptions, HelpNamesKindsAndTheirReaders) {
  LearnerOptions options;
  const OptionSection section = learner_option_table().bind(options);
  for (const OptimizerKind& kind : all_optimizers()) {
    EXPECT_THAT(help_text(section, "optimizer"), HasSubstr(kind.name + ": " + kind.sentence));
  }
  EXPECT_THAT(help_text(section, "betas"),
              HasSubstr(readers_of(all_optimizers(), "betas") + ": decay rates"));
  EXPECT_THAT(help_text(section, "schedule.factor"),
              HasSubstr(readers_of(all_schedules(), "factor") + ": "));
}

}  // namespace
}  // namespace tandem
