// The words of a search space: what is accepted is written, and read to an equal distribution.
#include <cmath>

#include "framework/config/yaml_reader.h"
#include "framework/sweep/distribution.h"
#include "framework/sweep/space_grammar.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  Distribution space;
  if (!is_accepted([&] { check_plain_utf8(bytes, "x.yaml"); })) return;
  if (!is_accepted([&] { space = parse_space(std::string(bytes), "x", {"x.yaml", 1, 1}); })) return;
  Distribution again;
  require(is_accepted([&] {
            again = parse_space(space_text(space), "x", {"again.yaml", 1, 1});
          }),
          "a space written again is read");
  require(space == again, "a space written again is the same");
  require(parse_distribution(to_json_text(space)) == space, "the journal has the same space");
  for (size_t i = 0; i < std::min<size_t>(num_values(space), 4); ++i) {
    require(contains(space, value_at(space, i)), "a space has its values");
    value_text(space, value_at(space, i));
  }
}

}  // namespace tandem::fuzzing
