// Machines and how many ranks each has room for, as --hosts names them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

/// Reads "a:4,b:4"; a host without a number has one. None for an empty text. Throws UsageError.
std::vector<std::pair<std::string, int64_t>> parse_hosts(const std::string& text);

}  // namespace tandem
