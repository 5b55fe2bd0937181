// What this process may say of itself: where it runs, when, and on how much of the machine.
#pragma once

#include <cstdint>
#include <string>

namespace tandem {

/// Name of this host, or "unknown".
std::string host_name();

/// The present time, "2026-01-31T23:59:59Z".
std::string utc_time();

/// Whole cores, at least 1, that the control group of this process may use (the CPU limit of a
/// container), or `otherwise` where none is set.
int64_t control_group_limit(int64_t otherwise);

}  // namespace tandem
