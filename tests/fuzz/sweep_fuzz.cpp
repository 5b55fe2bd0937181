// The file of a sweep and words of the command line: what is accepted is written, and read to an
// equal sweep. An input is a file, "%%", and words, one a line.
#include "framework/config/yaml_reader.h"
#include "framework/core/text.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_kinds.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  static const std::filesystem::path directory = [] {
    std::filesystem::path made = empty_directory();
    for (const char* name : {"a.yaml", "b.yaml", "sweep.yaml"}) write_bytes(made / name, "");
    return made;
  }();
  const std::vector<std::string> parts = parts_of(bytes, 2);
  const std::vector<std::string> words =
      parts[1].empty() ? std::vector<std::string>() : split(parts[1], '\n');
  SweepDefinition sweep;
  if (!is_accepted([&] {
        sweep = parse_sweep(read_yaml(parts[0], "sweep.yaml"), directory / "sweep.yaml", words,
                            sweep_kinds());
      })) {
    return;
  }
  SweepDefinition again;
  require(is_accepted([&] {
            again = parse_sweep(read_yaml(to_yaml(sweep), "again.yaml"), directory / "sweep.yaml",
                                {}, sweep_kinds());
          }),
          "a sweep written again is read");
  require(sweep == again, "a sweep written again is the same");
  require(difference_from_start(sweep, again).empty(), "a sweep does not differ from itself");
}

}  // namespace tandem::fuzzing
