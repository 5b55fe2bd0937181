// How much each parameter has to do with whether a trial is among the best.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/sweep/search_space.h"
#include "framework/sweep/trial.h"

namespace tandem {

/// The share of each parameter that complete trials have; their sum is 1. By the Pearson divergence
/// between the density of a parameter's values in the best tenth of the complete trials and in all
/// of them, on at most 50 points (Watanabe, Bansal and Hutter, "PED-ANOVA", 2023; parameters that
/// only some trials have as in "Conditional PED-ANOVA", 2026). Values that the space does
/// not have are passed over. Equal shares where trials say nothing.
std::map<std::string, double> parameter_importances(const SearchSpace& space,
                                                    const std::vector<Trial>& trials,
                                                    bool is_minimized);

/// Whether complete trials have two different finite results, without which nothing sets the best
/// of them apart.
bool have_different_results(const std::vector<Trial>& trials);

}  // namespace tandem
