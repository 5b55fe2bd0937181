#include "framework/sweep/sobol_points.h"

#include <boost/random/sobol.hpp>

namespace tandem {

size_t most_sobol_dimensions() { return boost::random::default_sobol_table::max_dimension; }

std::vector<uint64_t> sobol_point(size_t num_dimensions, int64_t number) {
  boost::random::sobol sequence(num_dimensions);
  // The sequence counts coordinates, not points.
  sequence.discard(static_cast<uint64_t>(number) * num_dimensions);
  std::vector<uint64_t> point(num_dimensions);
  for (uint64_t& coordinate : point) coordinate = sequence();
  return point;
}

}  // namespace tandem
