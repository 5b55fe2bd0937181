// Machines and how many ranks each has room for, as --hosts names them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

/// Reads "a:4,b:4"; a host without a number has one. None for an empty text. Throws UsageError.
std::vector<std::pair<std::string, int64_t>> parse_hosts(const std::string& text);

/// The same text without a host, which may be named by a longer or shorter form of its name
/// ("a" and "a.cluster").
std::string without_host(const std::string& hosts, const std::string& host);

}  // namespace tandem
