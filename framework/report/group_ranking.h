// Which groups of a table are better, and how sure that is.
#pragma once

#include "framework/report/comparison.h"

namespace tandem {

/// Orders the groups of a table, the best first: by their expected ranks where they are ranked,
/// else by their mean scores; groups without scores come last, equal ones stay in their order.
/// Ranked groups get their rank probabilities, and that of a run of theirs to be better than one of
/// the first. Without a direction there is no order, and nothing happens.
void rank_groups(bool is_ranked, ComparisonTable& table);

}  // namespace tandem
