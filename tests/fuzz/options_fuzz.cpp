// Options of every kind and overrides of them: what is accepted is dumped and read to equal values.
// An input is a configuration, "%%", and overrides, one a line.
#include "framework/config/flat_configuration.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/text.h"
#include "tests/framework/config/example_options.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

struct ListedOptions {
  testing_support::ExampleOptions example;
  std::vector<testing_support::ScheduleOptions> phases;
  std::vector<std::string> texts;
};

OptionTable<ListedOptions> listed_table() {
  return OptionTable<ListedOptions>()
      .section("example", &ListedOptions::example, "One of each.", testing_support::example_table())
      .list("phases", &ListedOptions::phases, "One behind the other.",
            testing_support::schedule_table())
      .field("texts", &ListedOptions::texts, "Anything.");
}

}  // namespace

void try_input(std::string_view bytes) {
  const std::vector<std::string> parts = parts_of(bytes, 2);
  ListedOptions options;
  const OptionSection section = listed_table().bind(options);
  if (!is_accepted([&] {
        ConfigNode tree = read_yaml(parts[0], "x.yaml");
        if (!parts[1].empty()) apply_overrides(tree, split(parts[1], '\n'));
        parse_options(tree, section);
      })) {
    return;
  }
  const std::string dump = dump_yaml(section);
  ListedOptions again;
  const OptionSection again_section = listed_table().bind(again);
  ConfigNode tree;
  require(is_accepted([&] {
            tree = read_yaml(dump, "dump.yaml");
            parse_options(tree, again_section);
          }),
          "a dump is accepted");
  require(flatten(again_section) == flatten(section), "a dump is read to equal values");
  auto values = flatten(tree);
  if (options.phases.empty())
    std::erase(values, std::pair<std::string, std::string>("phases", "[]"));
  require(values == flatten(section), "a dump has the values as flatten has them");
}

}  // namespace tandem::fuzzing
