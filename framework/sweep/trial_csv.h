// The trials of a sweep for programs.
#pragma once

#include <string>

#include "framework/sweep/study.h"

namespace tandem {

/// One line per trial and seed, a line of titles first: number, state, parameters as `train` reads
/// them, the values of the trial and of the seed by step, and the other user attributes that are
/// one value. What there is not is empty; a trial without seeds has one line.
std::string to_csv(const Study& study);

}  // namespace tandem
