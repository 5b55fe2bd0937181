// Points that fill a cube evenly, whatever their number (Joe and Kuo, "Constructing Sobol sequences
// with better two-dimensional projections", 2008).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tandem {

/// How many dimensions there are numbers for.
size_t most_sobol_dimensions();

/// Point `number` of Sobol's sequence without its first point, which is zero: coordinates as
/// fractions of 2^64.
std::vector<uint64_t> sobol_point(size_t num_dimensions, int64_t number);

}  // namespace tandem
