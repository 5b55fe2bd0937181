// YAML as configurations are written in: what is read and written again says the same.
#include "framework/config/flat_configuration.h"
#include "framework/config/yaml_reader.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/written_yaml.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  ConfigNode tree;
  if (!is_accepted([&] { tree = read_yaml(bytes, "x.yaml"); })) return;
  flatten(tree);
  ConfigNode again;
  require(is_accepted([&] { again = read_yaml(written_yaml(tree), "again.yaml"); }),
          "what is written again is read");
  require(say_the_same(tree, again), "what is written again says the same");
}

}  // namespace tandem::fuzzing
