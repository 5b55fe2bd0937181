// Gives every rank the checkpoint that one of them has read.
#pragma once

#include "framework/checkpoint/checkpoint_parts.h"
#include "framework/distributed/communicator.h"

namespace tandem {

/// Replaces `parts` of every rank by that of rank 0; tensors are on the CPU. Collective. Throws
/// CommunicationError.
void broadcast_checkpoint(CheckpointParts& parts, Communicator& communicator);

}  // namespace tandem
