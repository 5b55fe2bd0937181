// Machines and how many ranks each has room for, as --hosts names them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

/// Reads "a:4,b:4"; a host without a number has one. None for an empty text. Throws UsageError.
std::vector<std::pair<std::string, int64_t>> parse_hosts(const std::string& text);

/// Whether two names mean one host: one may be the longer form of the other ("a" and
/// "a.cluster"), and localhost is this machine.
bool are_same_host(const std::string& one, const std::string& other);

/// Whether a name means this machine.
bool is_this_host(const std::string& name);

/// The same text without a host, which is named in it by one of its names or addresses.
std::string without_host(const std::string& hosts, const std::string& host);

}  // namespace tandem
