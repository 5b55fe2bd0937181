// help_text: options for a person at a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/config/option_section.h"
#include "framework/core/error.h"
#include "tests/framework/config/example_options.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::example_table;
using testing_support::ExampleOptions;
using testing_support::ScheduleOptions;

TEST(OptionHelp, ShowsAllOrOne) {
  ExampleOptions options;
  const OptionSection section = example_table().bind(options);
  EXPECT_THAT(help_text(section),
              AllOf(HasSubstr("learning_rate"), HasSubstr("0.001 (> 0, <= 10)"),
                    HasSubstr("schedule: Learning rate over time."), HasSubstr("schedule.kind"),
                    HasSubstr("required (not empty)")));
  EXPECT_THAT(help_text(section, "schedule"),
              AllOf(HasSubstr("schedule.warmup_steps"), Not(HasSubstr("learning_rate"))));
  EXPECT_THAT(help_text(section, "schedule.kind"),
              AllOf(HasSubstr("one of constant, cosine"), Not(HasSubstr("warmup"))));
  EXPECT_THAT(message_of<UsageError>([&] { help_text(section, "shedule.kind"); }),
              HasSubstr("Did you mean 'schedule.kind'?"));
  EXPECT_THAT(message_of<UsageError>([&] { help_text(section, "kind"); }),
              HasSubstr("Did you mean 'schedule.kind'?"));
  EXPECT_THROW(help_text(section, "schedule.kind.more"), UsageError);
}

TEST(OptionHelp, IsATableWhoseColumnsAreAsWideAsTheirCharacters) {
  struct Rates {
    double keep = 0.5;
    double learning_rate = 0.000123456789;
  } options;
  const auto table = OptionTable<Rates>()
                         .field("keep", &Rates::keep, "What stays.", between(0.0, 1.0))
                         .field("learning_rate", &Rates::learning_rate, "Step size.");
  EXPECT_EQ(help_text(table.bind(options)),
            "  keep           number  0.5 (0 … 1)     What stays.\n"
            "  learning_rate  number  0.000123456789  Step size.\n");
}

TEST(OptionHelp, AVeryLongValueDoesNotMoveTheOthersAway) {
  struct Words {
    std::string text = std::string(45, 'x');
    std::string name = "z";
  } options;
  const auto table = OptionTable<Words>()
                         .field("text", &Words::text, "Words.")
                         .field("name", &Words::name, "A name.");
  EXPECT_EQ(help_text(table.bind(options)), "  text  text  " + std::string(45, 'x') + "  Words.\n" +
                                                "  name  text  z" + std::string(39, ' ') +
                                                "  A name.\n");
}

TEST(OptionHelp, MarksWhatMayChangeAndSaysWhatMarksMean) {
  ScheduleOptions options;
  auto table = OptionTable<ScheduleOptions>()
                   .field("kind", &ScheduleOptions::kind, "Fixed.")
                   .field("warmup_steps", &ScheduleOptions::warmup_steps, "Free.")
                   .live();
  const std::string legend = "[anytime] also when a run or a sweep is resumed.\n";
  EXPECT_THAT(help_text(table.bind(options)),
              AllOf(HasSubstr("Fixed.\n"), HasSubstr("Free. [live]\n"), EndsWith(legend)));
  EXPECT_THAT(help_text(table.bind(options), "kind"), Not(HasSubstr("[")));
  auto above_zero = table;
  EXPECT_THAT(help_text(above_zero.live_above_zero().bind(options), "warmup_steps"),
              AllOf(HasSubstr("Free. [live above 0]\n"), EndsWith(legend)));
  table.anytime();
  EXPECT_THAT(help_text(table.bind(options), "warmup_steps"),
              AllOf(HasSubstr("Free. [anytime]\n"), EndsWith(legend)));
}

TEST(OptionHelp, AnUnknownPathIsComparedWithSectionsToo) {
  ExampleOptions options;
  const OptionSection section = example_table().bind(options);
  EXPECT_EQ(message_of<UsageError>([&] { help_text(section, "schedul"); }),
            "no option or section 'schedul'. Did you mean 'schedule'?");
  OptionSection outer;
  outer.add_section("outer", "Around it.", example_table().bind(options));
  EXPECT_EQ(message_of<UsageError>([&] { help_text(outer, "schedule"); }),
            "no option or section 'schedule'. Did you mean 'outer.schedule'?");
  EXPECT_THAT(message_of<UsageError>([&] { help_text(section, "path.kind"); }),
              HasSubstr("'path.kind'"));
}

}  // namespace
}  // namespace tandem
