// Names of groups that a legend, an axis and a sentence have room for.
#pragma once

#include "framework/report/comparison.h"

namespace tandem {

/// Replaces labels of groups that are longer than a legend can bear: by what the names of the runs'
/// directories begin with, where that tells the group from all others, else by the family and a
/// number.
void shorten_labels(Comparison& comparison);

}  // namespace tandem
