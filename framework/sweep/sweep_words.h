// What the command line says of a sweep, put into the tree of its file.
#pragma once

#include <string>
#include <vector>

#include "framework/config/config_node.h"
#include "framework/config/problem_list.h"

namespace tandem {

/// Applies words to a tree with a section `sweep`, in order: "key=space" sets a parameter, or the
/// values of one that is there, "FAMILY:key=space" one of a family, "sweep.option=value" an option.
/// Returns the families that "family=a,b" names; none: all. Throws one UsageError for all words
/// that cannot be understood; what does not apply is added to the problems.
std::vector<std::string> apply_words(ConfigNode& root, const std::vector<std::string>& words,
                                     ProblemList& problems);

}  // namespace tandem
