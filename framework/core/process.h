// What this process may say of itself: where it runs, when, and on how much of the machine; and
// what the system says of others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tandem {

/// Name of this host, or "unknown".
std::string host_name();

/// The present time, "2026-01-31T23:59:59Z".
std::string utc_time();

/// The present time in seconds since 1970, with their fractions.
double seconds_since_1970();

/// What the system says a process is doing, as ps has it: 'R' runs, 'S' waits, 'T' is stopped, 'D'
/// is in a system call that cannot be interrupted, 'Z' has ended. 0: there is no such process here.
char process_state(int64_t pid);

/// The parent of a process; 0: there is no such process here.
int64_t process_parent(int64_t pid);

/// The most memory that this process has had at once, in bytes.
int64_t peak_resident_bytes();

/// The memory of this machine in bytes, or the share of it that the control group of this process
/// and those around it may use. `root`: as below.
int64_t usable_memory_bytes(const std::filesystem::path& root = "/");

/// Whole cores, at least 1, that the control group of this process and those around it may use (the
/// CPU limit of a container, of a job), or `otherwise` where none is set. `root` is the directory
/// that /proc and /sys are looked for in.
int64_t control_group_limit(int64_t otherwise, const std::filesystem::path& root = "/");

}  // namespace tandem
