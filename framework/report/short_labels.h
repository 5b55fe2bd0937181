// Names that a legend, an axis and a sentence have room for.
#pragma once

#include <set>
#include <string>

#include "framework/report/comparison.h"

namespace tandem {

/// The shortest end of a dotted name that is the end of no other of `all`, which it is one of.
std::string short_name(const std::string& name, const std::set<std::string>& all);

/// The comparison without labels of groups that are longer than a legend can bear: in their place
/// stands what the names of the runs' directories begin with, where that tells the group from all
/// others and is the label of none of them, else the family and a number.
Comparison with_short_labels(Comparison comparison);

}  // namespace tandem
