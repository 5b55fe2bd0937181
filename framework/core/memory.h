// Memory of the process. Called once in main of the programs that train.
#pragma once

namespace tandem {

/// Keeps memory that tensors gave back: what one step allocates is there for the next one without
/// page faults. The peak stays what it is.
void keep_freed_memory();

}  // namespace tandem
