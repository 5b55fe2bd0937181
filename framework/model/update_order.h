// The option `update_order` of families whose networks play against each other: which objective a
// step begins with. Used by families for objectives and for the defaults of their learners alike,
// whose orders have to agree.
#pragma once

#include <string>
#include <vector>

#include "framework/model/family.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// The values of the option: "<name>_first" for each of the objectives' names.
std::vector<std::string> update_orders(const std::vector<std::string>& names);

/// The same in that order: the objective that `update_order` names comes first, the others follow
/// as they are. Throws Error when it names none.
std::vector<Objective> ordered_by(const std::string& update_order,
                                  std::vector<Objective> objectives);
std::vector<LearnerDefaults> ordered_by(const std::string& update_order,
                                        std::vector<LearnerDefaults> learners);

}  // namespace tandem
