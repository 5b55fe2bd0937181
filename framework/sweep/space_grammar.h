// What a parameter of a sweep may be, in Hydra's words (its documentation, "Extended override
// grammar").
#pragma once

#include <string>

#include "framework/config/config_node.h"
#include "framework/sweep/distribution.h"

namespace tandem {

/// Reads `1,2,3` and `choice(a,b)`, `range(start,stop,step)` (the stop is no value),
/// `interval(low,high)`, `int(interval(low,high))`, `tag(log,…)` around either interval; any other
/// text is a single choice. Throws ConfigError that names the parameter and the place, with an
/// example.
Distribution parse_space(const std::string& text, const std::string& parameter, const Place& place);

/// A space that parse_space reads back to an equal distribution.
std::string space_text(const Distribution& distribution);

}  // namespace tandem
