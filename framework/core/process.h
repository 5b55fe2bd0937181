// What this process may say of itself: where it runs and when. In logs, locks and manifests.
#pragma once

#include <string>

namespace tandem {

/// Name of this host, or "unknown".
std::string host_name();

/// The present time, "2026-01-31T23:59:59Z".
std::string utc_time();

/// Keeps memory that tensors gave back: what one step allocates is there for the next one without
/// page faults. The peak stays what it is.
void keep_freed_memory();

}  // namespace tandem
