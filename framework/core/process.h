// What this process may say of itself: where it runs and when. In logs, locks and manifests.
#pragma once

#include <string>

namespace tandem {

/// Name of this host, or "unknown".
std::string host_name();

/// The present time, "2026-01-31T23:59:59Z".
std::string utc_time();

}  // namespace tandem
