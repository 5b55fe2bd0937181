// dump_yaml: what is written, and that it reads back to the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "framework/config/option_section.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/text.h"
#include "tests/framework/config/example_options.h"

namespace tandem {
namespace {

using testing_support::example_table;
using testing_support::ExampleOptions;
using testing_support::schedule_table;
using testing_support::ScheduleOptions;

TEST(OptionDump, ReadsBackToTheSameValues) {
  ExampleOptions options;
  for (const double rate : {0.1, 1e-4, 1.0 / 3.0, 5e-324, 10.0, 3.141592653589793}) {
    for (const std::string path :
         {"a.h5", "true", "no", "12", "a: b # c", " x ", "größe", "\"q\"", "line\nbreak", "tab\t",
          "-", "~", "[x]", "null", "\x7f[2J", "\xc2\x9b[2J\xc2\xa0"}) {
      options.learning_rate = rate;
      options.path = path;
      options.resident_bytes.value = 1234567;
      options.widths = {1, 2, std::numeric_limits<int64_t>::max()};
      options.nesterov = true;
      const std::string yaml = dump_yaml(example_table().bind(options));
      ExampleOptions again;
      parse_options(read_yaml(yaml, "dump"), example_table().bind(again));
      EXPECT_EQ(again.learning_rate, rate) << yaml;
      EXPECT_EQ(again.path, path) << yaml;
      EXPECT_EQ(again.widths, options.widths);
      EXPECT_EQ(again.resident_bytes, options.resident_bytes);
      EXPECT_EQ(dump_yaml(example_table().bind(again)), yaml);
      EXPECT_EQ(printable(yaml), yaml) << "what a terminal obeys is escaped as YAML does it";
    }
  }
}

TEST(OptionDump, IsPlain) {
  ExampleOptions options;
  options.path = "mnist.h5";
  options.learning_rate = 1e-5;
  EXPECT_EQ(dump_yaml(example_table().bind(options)),
            "path: mnist.h5\nlearning_rate: 1.0e-05\nbetas: [0.9, 0.999]\nwidths: [400, 20]\n"
            "micro_batches: 4\nnesterov: false\nresident_bytes: 1GiB\nname: run\n"
            "schedule:\n  kind: constant\n  warmup_steps: 0\n");
}

TEST(OptionDump, LeavesOutWhatNothingReads) {
  ScheduleOptions options;
  const auto table = OptionTable<ScheduleOptions>()
                         .field("kind", &ScheduleOptions::kind, "Shape over time.")
                         .field("warmup_steps", &ScheduleOptions::warmup_steps, "Steps of warm-up.")
                         .unread_where([](const ScheduleOptions& now) {
                           return now.kind == "constant" ? "another kind" : "";
                         });
  const OptionSection section = table.bind(options);
  const std::string yaml = dump_yaml(section);
  EXPECT_EQ(yaml, "kind: constant\n");
  EXPECT_NO_THROW(parse_options(read_yaml(yaml, "dump"), section));
  options.kind = "cosine";
  EXPECT_EQ(dump_yaml(section), "kind: cosine\nwarmup_steps: 0\n");
}

TEST(OptionDump, ASectionWithoutOptionsStaysASection) {
  ScheduleOptions options;
  OptionSection inner;
  inner.add_section("none", "Of no options.", {});
  inner.add_section("schedule", "Over time.", schedule_table().bind(options));
  OptionSection root;
  root.add_section("outer", "Of two sections.", std::move(inner));
  const std::string yaml = dump_yaml(root);
  EXPECT_EQ(yaml, "outer:\n  none: {}\n  schedule:\n    kind: constant\n    warmup_steps: 0\n");
  EXPECT_NO_THROW(parse_options(read_yaml(yaml, "dump"), root));
}

/// An element may begin with a section, and hold a list of its own.
TEST(OptionDump, TheDashOfAnElementStandsBeforeWhateverComesFirst) {
  struct Element {
    ScheduleOptions schedule;
    std::vector<ScheduleOptions> later;
  };
  struct Elements {
    std::vector<Element> all;
  } options;
  options.all.resize(2);
  options.all[1].later.resize(1);
  options.all[1].later[0].kind = "cosine";
  const auto table = OptionTable<Elements>().list(
      "all", &Elements::all, "Elements.",
      OptionTable<Element>()
          .section("schedule", &Element::schedule, "Over time.", schedule_table())
          .list("later", &Element::later, "What follows.", schedule_table()));
  const std::string yaml = dump_yaml(table.bind(options));
  EXPECT_EQ(yaml,
            "all:\n"
            "  - schedule:\n      kind: constant\n      warmup_steps: 0\n    later: []\n"
            "  - schedule:\n      kind: constant\n      warmup_steps: 0\n"
            "    later:\n      - kind: cosine\n        warmup_steps: 0\n");
  Elements again;
  parse_options(read_yaml(yaml, "dump"), table.bind(again));
  EXPECT_EQ(dump_yaml(table.bind(again)), yaml);
}

TEST(OptionDump, AnElementWithoutOptionsStaysAnElement) {
  struct Elements {
    std::vector<ScheduleOptions> all;
  } options;
  options.all.resize(2);
  const auto table = OptionTable<Elements>().list("all", &Elements::all, "Elements.",
                                                  OptionTable<ScheduleOptions>());
  const std::string yaml = dump_yaml(table.bind(options));
  EXPECT_EQ(yaml, "all:\n  - {}\n  - {}\n");
  EXPECT_NO_THROW(parse_options(read_yaml(yaml, "dump"), table.bind(options)));
}

}  // namespace
}  // namespace tandem
