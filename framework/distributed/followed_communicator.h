// A communicator whose operations can be followed from outside.
#pragma once

#include <memory>

#include "framework/distributed/communicator.h"
#include "framework/distributed/rank_position.h"

namespace tandem {

/// Does what `inner` does, and notes every operation in `position`, which outlives it.
std::unique_ptr<Communicator> make_followed(std::unique_ptr<Communicator> inner,
                                            RankPosition& position);

}  // namespace tandem
