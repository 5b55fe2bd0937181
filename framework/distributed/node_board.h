// The positions of the ranks of a node, in memory that they share.
#pragma once

#include <memory>

#include "framework/distributed/rank_groups.h"
#include "framework/distributed/rank_position.h"

namespace tandem {

/// Made and freed collectively by the ranks of `groups.node`. Throws as SharedWindow does.
std::unique_ptr<PositionBoard> make_node_board(const RankGroups& groups);

}  // namespace tandem
