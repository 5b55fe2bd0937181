// Optuna's text of a distribution: what is accepted is written, and read to an equal one.
#include "framework/sweep/distribution.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  Distribution distribution;
  if (!is_accepted([&] { distribution = parse_distribution(std::string(bytes)); })) return;
  require(parse_distribution(to_json_text(distribution)) == distribution,
          "a distribution written again is the same");
  for (size_t i = 0; i < std::min<size_t>(num_values(distribution), 4); ++i) {
    const double value = value_at(distribution, i);
    require(contains(distribution, value), "a distribution has its values");
    value_text(distribution, value);
  }
}

}  // namespace tandem::fuzzing
