// The search space of a sweep, put together from its file.
#pragma once

#include <string>
#include <vector>

#include "framework/config/problem_list.h"
#include "framework/sweep/search_space.h"
#include "framework/sweep/sweep_file.h"

namespace tandem {

/// The space of the families of these labels, in the file's order; none: of a file without
/// families. What belongs to other families alone is left out. What is wrong is added to the
/// problems.
SearchSpace search_space_of(const SweepFile& file, const std::vector<std::string>& labels,
                            ProblemList& problems);

/// Whether families and parameters may be called so: a letter, then letters, digits, dots, dashes
/// and underscores; not null, which YAML takes for nothing.
bool is_sweep_name(const std::string& name);

}  // namespace tandem
